// What tests share of sums that everybody asks for who has something to do with what is summed up,
// or nothing.
#ifndef GUANXI_LEAD_SVC_SUMS_MATRIX_TESTING_H_
#define GUANXI_LEAD_SVC_SUMS_MATRIX_TESTING_H_

#include <iterator>
#include <memory>
#include <random>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/resource/contract/contract.h"
#include "common/resource/contract/viewers.h"
#include "common/testing/status_matchers.h"
#include "google/protobuf/descriptor.h"
#include "google/type/money.pb.h"
#include "gtest/gtest.h"
#include "lead-svc/contract_stage.h"

namespace guanxi::lead {

// One tenant of a service whose callers are those of contract::kRelations, and kSeer.
class SumsMatrixTest : public ::testing::Test {
 protected:
  static constexpr char kTenant[] = "sums";
  static constexpr const char* kDepartments[] = {"top", "middle", "low", "beside", "sharing"};
  static constexpr int kPage = 1000;

  static void SetUpTestSuite() {
    contract::HouseOptions options;
    options.policies = contract::PoliciesOf(ContractResources());
    stage_ = std::make_unique<ContractStage>(options);
  }
  static void TearDownTestSuite() { stage_.reset(); }

  // What `LeadService.GetLead` and the like answer this user; the test fails if they refuse.
  template <typename Response>
  static Response Call(const std::string& user, const std::string& method,
                       const google::protobuf::Message& request) {
    const auto* const found = google::protobuf::DescriptorPool::generated_pool()->FindMethodByName(
        absl::StrCat("guanxi.lead.v1.", method));
    Response response;
    EXPECT_THAT(
        stage_->own->world.grounds().caller->Call({kTenant, user}, *found, request, &response),
        IsOk())
        << method << " as " << user;
    return response;
  }

  static google::type::Money Money(int64_t units, const std::string& currency) {
    google::type::Money money;
    money.set_currency_code(currency);
    money.set_units(units);
    return money;
  }

  int Below(int n) { return std::uniform_int_distribution<int>(0, n - 1)(random_); }
  // One of the users of the matrix.
  std::string AnyUser() {
    return contract::UserName(
        contract::kRelations[Below(static_cast<int>(std::size(contract::kRelations)))].user);
  }
  // One of the departments, or none.
  std::string AnyDepartment() {
    const int all = static_cast<int>(std::size(kDepartments));
    const int place = Below(all + 1);
    return place < all ? contract::DepartmentName(kDepartments[place]) : "";
  }

  inline static std::unique_ptr<ContractStage> stage_;
  std::mt19937 random_{14};
};

}  // namespace guanxi::lead

#endif  // GUANXI_LEAD_SVC_SUMS_MATRIX_TESTING_H_
