// What the tests of opportunities share: a pipeline of two stages.
#ifndef GUANXI_LEAD_SVC_OPPORTUNITY_TESTING_H_
#define GUANXI_LEAD_SVC_OPPORTUNITY_TESTING_H_

#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/ascii.h"
#include "common/base/status_macros.h"
#include "common/db/transaction.h"
#include "common/resource/resource_name.h"
#include "common/resource/unit_of_work.h"
#include "common/testing/eventually.h"
#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"
#include "guanxi/customer/v1/customer_service.pb.h"
#include "guanxi/lead/v1/opportunity_service.pb.h"
#include "guanxi/lead/v1/pipeline_service.pb.h"
#include "guanxi/lead/v1/stage_service.pb.h"
#include "lead-svc/test_service.h"

namespace guanxi::lead {

// The name with its ids in capitals: the same record.
inline std::string InCapitals(const std::string& name) {
  std::string text = name;
  bool id = false;
  for (char& c : text) {
    if (c == '/') {
      id = !id;
    } else if (id) {
      c = absl::ascii_toupper(static_cast<unsigned char>(c));
    }
  }
  return text;
}

class OpportunityTest : public ::testing::Test {
 protected:
  OpportunityTest()
      : pipeline_(service_.CreatePipeline()),
        need_(service_.CreateStage(pipeline_, "需求确认", 10, {"amount"})),
        offer_(service_.CreateStage(pipeline_, "方案报价", 20)) {}

  v1::Opportunity Get(const std::string& name) {
    v1::GetOpportunityRequest request;
    request.set_name(name);
    return Opportunities().Get<v1::Opportunity>(service_.call(), request).value();
  }
  const resource::Methods& Opportunities() { return service_.catalog->Of<v1::Opportunity>(); }

  // Sets the fields of `next` that `paths` name.
  absl::StatusOr<v1::Opportunity> Update(const v1::Opportunity& next,
                                         const std::vector<std::string>& paths) {
    v1::UpdateOpportunityRequest request;
    *request.mutable_opportunity() = next;
    request.mutable_opportunity()->clear_etag();
    for (const std::string& path : paths) request.mutable_update_mask()->add_paths(path);
    return Opportunities().Update<v1::Opportunity>(service_.call(), request);
  }
  absl::StatusOr<v1::Opportunity> Advance(const std::string& name, const std::string& stage = "") {
    v1::AdvanceStageRequest request;
    request.set_name(name);
    request.set_stage(stage);
    return service_.opportunities->AdvanceStage(service_.call(), request);
  }
  template <typename Request>
  static Request Named(const std::string& name) {
    Request request;
    request.set_name(name);
    return request;
  }
  absl::StatusOr<v1::Opportunity> CreateFor(const std::string& customer,
                                            const std::string& token = "a") {
    v1::CreateOpportunityRequest request;
    request.mutable_opportunity()->set_display_name("框架");
    request.mutable_opportunity()->set_stage(offer_);
    request.mutable_opportunity()->set_customer(customer);
    return Opportunities().Create<v1::Opportunity>(service_.call(token), request);
  }
  absl::StatusOr<v1::BatchCreateOpportunitiesResponse> BatchCreate(
      const v1::BatchCreateOpportunitiesRequest& request) {
    return Opportunities().BatchCreate<v1::BatchCreateOpportunitiesResponse>(service_.call(),
                                                                             request);
  }
  absl::StatusOr<v1::BatchUpdateOpportunitiesResponse> BatchUpdate(
      const v1::BatchUpdateOpportunitiesRequest& request) {
    return Opportunities().BatchUpdate<v1::BatchUpdateOpportunitiesResponse>(service_.call(),
                                                                             request);
  }
  void DeletePipeline() {
    ASSERT_THAT(service_.catalog->Of<v1::Pipeline>().Delete<v1::Pipeline>(
                    service_.call(), Named<v1::DeletePipelineRequest>(pipeline_)),
                IsOk());
  }
  void DeleteStage(const std::string& name) {
    ASSERT_THAT(service_.catalog->Of<v1::Stage>().Delete<v1::Stage>(
                    service_.call(), Named<v1::DeleteStageRequest>(name)),
                IsOk());
  }
  // Has `meanwhile` go on beside a unit of work that deletes the record, until it waits for that.
  void WhileDeleting(const resource::Resource& resource, const std::string& name,
                     const std::function<void()>& meanwhile) {
    std::thread other;
    EXPECT_THAT(service_.engine->Write(
                    service_.call().principal, {}, {},
                    [&](resource::UnitOfWork& work) -> absl::Status {
                      const auto parsed = resource::ParseName(resource.type(), name, "name");
                      GUANXI_ASSIGN_OR_RETURN(resource::Stored row,
                                              work.GetLive(resource, *parsed));
                      GUANXI_RETURN_IF_ERROR(work.Delete(resource, &row));
                      if (!other.joinable()) other = std::thread(meanwhile);
                      // InnoDB looks anew after 100 ms of rest.
                      EXPECT_TRUE(Eventually([&] { return SomebodyWaits(work.tx()); },
                                             absl::Seconds(20), absl::Milliseconds(200)));
                      return absl::OkStatus();
                    }),
                IsOk());
    other.join();
  }
  static bool SomebodyWaits(db::Transaction& tx) {
    const auto rows = tx.Select(
        {"test.waiting",
         "SELECT COUNT(*) FROM information_schema.innodb_trx WHERE trx_state = 'LOCK WAIT'",
         /*infrastructure=*/true},
        {});
    return rows.ok() && (*rows)[0].Int64(0) > 0;
  }
  void DeleteCustomer(const std::string& name) {
    customer::TestService& other = service_.customer_server.service();
    ASSERT_THAT(other.customers->Delete<customer::v1::Customer>(
                    other.call(), Named<customer::v1::DeleteCustomerRequest>(name)),
                IsOk());
  }

  TestService service_;
  const std::string pipeline_, need_, offer_;
};

}  // namespace guanxi::lead

#endif  // GUANXI_LEAD_SVC_OPPORTUNITY_TESTING_H_
