// FindDuplicates: of a customer, and of one that is not made yet.
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"
#include "customer-svc/duplicates/testing.h"
#include "gmock/gmock.h"

namespace guanxi::customer {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using v1::DuplicateMatch;

constexpr char kMobile[] = "+8613800138000";

class FindDuplicatesTest : public DuplicatesTest {
 protected:
  absl::StatusOr<v1::FindDuplicatesResponse> FindOf(const std::string& name) {
    v1::FindDuplicatesRequest request;
    request.set_name(name);
    return duplicates_.FindDuplicates(service_.call(), request);
  }
  absl::StatusOr<v1::FindDuplicatesResponse> FindOf(const v1::Customer& customer,
                                                    const rpc::Call& call) {
    v1::FindDuplicatesRequest request;
    *request.mutable_customer() = customer;
    return duplicates_.FindDuplicates(call, request);
  }
  absl::StatusOr<v1::FindDuplicatesResponse> FindOf(const v1::Customer& customer) {
    return FindOf(customer, service_.call());
  }
};

std::vector<std::string> NamesIn(const v1::FindDuplicatesResponse& response) {
  std::vector<std::string> names;
  for (const DuplicateMatch& match : response.matches()) names.push_back(match.customer());
  return names;
}

TEST_F(FindDuplicatesTest, FindsAnotherSpelling) {
  const std::string known = Add(Company("灵动传媒科技（绍兴）有限责任公司", kMobile));
  Add(Company("杭州海岳商贸有限公司"));
  const auto found = FindOf(Company("绍兴市靈動傳媒科技有限公司", "138 0013 8000"));
  ASSERT_THAT(found, IsOk());
  ASSERT_THAT(NamesIn(*found), ElementsAre(known));
  EXPECT_GT(found->matches(0).certainty(), 900);
  EXPECT_FALSE(found->has_learn_time());
}

TEST_F(FindDuplicatesTest, SaysWhatEachFieldAdds) {
  Add(Company("杭州云帆网络科技有限公司", kMobile));
  const auto found = FindOf(Company("杭州云帆网络科技有限公司", kMobile));
  ASSERT_THAT(found, IsOk());
  ASSERT_THAT(found->matches(), SizeIs(1));
  const auto& fields = found->matches(0).fields();
  ASSERT_FALSE(fields.empty());
  bool has_phones = false;
  for (const auto& field : fields) {
    if (field.field() != "phones") continue;
    has_phones = true;
    EXPECT_EQ(field.level(), v1::FieldAgreement::EQUAL);
    EXPECT_GT(field.weight(), 0);
  }
  EXPECT_TRUE(has_phones);
}

TEST_F(FindDuplicatesTest, OfOneThatIsThereFindsTheOthers) {
  const std::string a = Add(Company("杭州云帆网络科技有限公司", kMobile));
  const std::string b = Add(Company("杭州云帆网络科技有限公司", kMobile));
  EXPECT_THAT(NamesIn(*FindOf(a)), ElementsAre(b));
  EXPECT_THAT(Delete(b), IsOk());
  EXPECT_THAT(NamesIn(*FindOf(a)), IsEmpty());
}

TEST_F(FindDuplicatesTest, TheSameCreditCodeIsSure) {
  const std::string code = "91330106MA27XK5L0C";
  const std::string a = Add(Company("杭州云帆网络科技有限公司", "", code));
  const auto found = FindOf(Company("云帆集团", "", code));
  ASSERT_THAT(NamesIn(*found), ElementsAre(a));
  EXPECT_EQ(found->matches(0).certainty(), 1000);
  EXPECT_THAT(NamesIn(*FindOf(Company("杭州云帆网络科技有限公司", "", "91310000MA1FL4M96N"))),
              IsEmpty());
}

TEST_F(FindDuplicatesTest, ABranchIsSuggestedForTheTree) {
  const std::string company = Add(Company("常州途畅互联网科技有限公司"));
  const auto found = FindOf(Company("常州途畅互联网科技有限公司合肥分公司"));
  ASSERT_THAT(NamesIn(*found), ElementsAre(company));
  EXPECT_EQ(found->matches(0).relation(), DuplicateMatch::COMPANY_OF_BRANCH);
  EXPECT_EQ(found->matches(0).certainty(), 0);
}

TEST_F(FindDuplicatesTest, WhatWasDistinguishedIsNotNamedAgain) {
  const std::string a = Add(Company("杭州云帆网络科技有限公司", kMobile));
  const std::string b = Add(Company("杭州云帆网络科技有限公司", kMobile));
  v1::DistinguishCustomersRequest request;
  request.add_customers(b);
  request.add_customers(a);
  const auto said = distinctions_.DistinguishCustomers(service_.call(), request);
  ASSERT_THAT(said, IsOk());
  EXPECT_THAT(NamesIn(*FindOf(a)), IsEmpty());
  EXPECT_THAT(NamesIn(*FindOf(b)), IsEmpty());
  v1::DeleteCustomerDistinctionRequest forget;
  forget.set_name(said->customer_distinctions(0).name());
  ASSERT_THAT(service_.catalog->Of<v1::CustomerDistinction>().Delete<v1::CustomerDistinction>(
                  service_.call(), forget),
              IsOk());
  EXPECT_THAT(NamesIn(*FindOf(a)), ElementsAre(b));
  // Once more: the record goes on where it ended.
  EXPECT_THAT(distinctions_.DistinguishCustomers(service_.call(), request), IsOk());
}

TEST_F(FindDuplicatesTest, WhatTheCallerDoesNotSeeIsCountedAlone) {
  v1::Customer theirs = Company("杭州云帆网络科技有限公司", kMobile);
  theirs.set_owner("users/0196b0a0-0000-7000-8000-000000000009");
  Add(theirs);
  const rpc::Call call =
      CallWith("permissions { pattern: 'customers.*' scope: SELF } unmasks: PHONE unmasks: NAME",
               "customers.lookup");
  const auto found = FindOf(Company("杭州云帆网络科技有限公司", kMobile), call);
  ASSERT_THAT(found, IsOk());
  EXPECT_THAT(found->matches(), IsEmpty());
  EXPECT_EQ(found->hidden_count(), 1);
}

TEST_F(FindDuplicatesTest, HiddenFieldsAreNotAskedBy) {
  const rpc::Call call = CallWith(
      "permissions { pattern: 'customers.*' scope: ALL } field_policies { resource_type: "
      "'guanxi.dev/Customer' path: 'phones' access: HIDDEN }",
      "customers.lookup");
  const absl::Status refused = FindOf(Company("云帆", kMobile), call).status();
  EXPECT_EQ(Reason(refused), "FIELD_NOT_ALLOWED");
}

TEST_F(FindDuplicatesTest, MaskedFieldsAreNotExplained) {
  Add(Company("杭州云帆网络科技有限公司", kMobile));
  const rpc::Call call = CallWith("permissions { pattern: 'customers.*' scope: ALL } unmasks: NAME",
                                  "customers.lookup");
  const auto found = FindOf(Company("杭州云帆网络科技有限公司", kMobile), call);
  ASSERT_THAT(found, IsOk());
  ASSERT_THAT(found->matches(), SizeIs(1));
  EXPECT_FALSE(found->matches(0).fields().empty());
  for (const auto& field : found->matches(0).fields()) EXPECT_NE(field.field(), "phones");
}

TEST_F(FindDuplicatesTest, GuessesAreCounted) {
  v1::Customer guess = Company("云帆");
  for (int i = 0; i < 20; ++i) {
    guess.add_phones()->set_number(absl::StrCat("+86138001380", 10 + i));
  }
  const rpc::Call call =
      CallWith("permissions { pattern: 'customers.*' scope: SELF }", "customers.lookup");
  for (int i = 0; i < 5; ++i) EXPECT_THAT(FindOf(guess, call), IsOk());
  EXPECT_EQ(Reason(FindOf(guess, call).status()), "LOOKUP_LIMIT");
  // Who reaches all customers and sees all fields learns nothing new.
  for (int i = 0; i < 6; ++i) EXPECT_THAT(FindOf(guess), IsOk());
}

TEST_F(FindDuplicatesTest, RequestsAreChecked) {
  EXPECT_THAT(duplicates_.FindDuplicates(service_.call(), {}),
              StatusIs(absl::StatusCode::kInvalidArgument));
  const absl::Status invalid = FindOf(v1::Customer()).status();
  ASSERT_FALSE(FieldViolations(invalid).empty());
  EXPECT_EQ(FieldViolations(invalid)[0].path.rfind("customer.", 0), 0U);
  EXPECT_THAT(FindOf("customers/0196b0a0-0000-7000-8000-000000000001"),
              StatusIs(absl::StatusCode::kNotFound));
}

}  // namespace
}  // namespace guanxi::customer
