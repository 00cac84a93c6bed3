// Opportunities over a real database, and their customers at a real customer service.
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "google/protobuf/util/time_util.h"
#include "gtest/gtest.h"
#include "guanxi/customer/v1/customer_service.pb.h"
#include "guanxi/lead/v1/pipeline_service.pb.h"
#include "guanxi/lead/v1/stage_service.pb.h"
#include "lead-svc/test_service.h"

namespace guanxi::lead {
namespace {

using ::google::protobuf::util::TimeUtil;
using ::testing::HasSubstr;
using v1::Opportunity;

// The name with its ids in capitals: the same record.
std::string InCapitals(const std::string& name) {
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

const std::string kNobody = "customers/" + DeriveUuid("customer", "nobody").ToString();

class OpportunityTest : public ::testing::Test {
 protected:
  OpportunityTest()
      : pipeline_(service_.CreatePipeline()),
        need_(service_.CreateStage(pipeline_, "需求确认", 10, {"amount"})),
        offer_(service_.CreateStage(pipeline_, "方案报价", 20)) {}

  Opportunity Get(const std::string& name) {
    v1::GetOpportunityRequest request;
    request.set_name(name);
    return Opportunities().Get<Opportunity>(service_.call(), request).value();
  }
  const resource::Methods& Opportunities() { return service_.catalog->Of<Opportunity>(); }

  // Sets the fields of `next` that `paths` name.
  absl::StatusOr<Opportunity> Update(const Opportunity& next,
                                     const std::vector<std::string>& paths) {
    v1::UpdateOpportunityRequest request;
    *request.mutable_opportunity() = next;
    request.mutable_opportunity()->clear_etag();
    for (const std::string& path : paths) request.mutable_update_mask()->add_paths(path);
    return service_.opportunities->UpdateOpportunity(service_.call(), request);
  }
  absl::StatusOr<Opportunity> Advance(const std::string& name, const std::string& stage = "") {
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
  absl::StatusOr<Opportunity> CreateFor(const std::string& customer,
                                        const std::string& token = "a") {
    v1::CreateOpportunityRequest request;
    request.mutable_opportunity()->set_display_name("框架");
    request.mutable_opportunity()->set_stage(offer_);
    request.mutable_opportunity()->set_customer(customer);
    return service_.opportunities->CreateOpportunity(service_.call(token), request);
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

TEST_F(OpportunityTest, ANewOneIsOpenInTheStageThatItStates) {
  const Opportunity made = service_.CreateOpportunity(need_);
  EXPECT_EQ(made.state(), Opportunity::OPEN);
  EXPECT_EQ(made.stage(), need_);
  EXPECT_EQ(made.pipeline(), pipeline_);
  EXPECT_TRUE(made.stage_history().empty());
}

TEST_F(OpportunityTest, ItsStageMustExist) {
  v1::CreateOpportunityRequest request;
  request.mutable_opportunity()->set_display_name("框架");
  for (const std::string& stage :
       {std::string(), pipeline_, pipeline_ + "/stages/" + DeriveUuid("stage", "x").ToString()}) {
    request.mutable_opportunity()->set_stage(stage);
    EXPECT_THAT(service_.opportunities->CreateOpportunity(service_.call(), request),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("stage")))
        << stage;
  }
  request.mutable_opportunity()->set_stage(need_);
  EXPECT_THAT(service_.opportunities->CreateOpportunity(service_.call("b"), request),
              HasReason("INVALID_FIELD"));
}

TEST_F(OpportunityTest, AdvancingNamesWhatIsMissing) {
  Opportunity opportunity = service_.CreateOpportunity(need_);
  EXPECT_THAT(Advance(opportunity.name()),
              StatusIs(absl::StatusCode::kFailedPrecondition,
                       HasSubstr("amount (required by \"需求确认\")")));
  EXPECT_EQ(Get(opportunity.name()).etag(), opportunity.etag());
  opportunity.mutable_amount()->set_currency_code("cny");
  opportunity.mutable_amount()->set_units(120000);
  ASSERT_THAT(Update(opportunity, {"amount"}), IsOk());
  const auto moved = Advance(opportunity.name());
  ASSERT_THAT(moved, IsOk());
  EXPECT_EQ(moved->stage(), offer_);
  EXPECT_EQ(moved->amount().currency_code(), "CNY");
  EXPECT_THAT(Advance(opportunity.name()), HasReason("NO_NEXT_STAGE"));
}

TEST_F(OpportunityTest, AnUpdateDoesNotMoveIt) {
  Opportunity opportunity = service_.CreateOpportunity(need_);
  opportunity.set_stage(offer_);
  EXPECT_THAT(Update(opportunity, {"stage"}), HasReason("INVALID_FIELD"));
  opportunity.set_state(Opportunity::WON);
  // What is output only is ignored, as everywhere.
  EXPECT_THAT(Update(opportunity, {"state"}), IsOk());
  EXPECT_EQ(Get(opportunity.name()).state(), Opportunity::OPEN);
}

TEST_F(OpportunityTest, DurationsSumToTheAgeWhateverHappens) {
  const Opportunity made = service_.CreateOpportunity(offer_);
  const auto pass = [&](absl::Duration time) { service_.clock.Advance(time); };
  pass(absl::Hours(30));
  ASSERT_THAT(Advance(made.name(), need_), IsOk());
  pass(absl::Hours(2));
  auto lose = Named<v1::LoseOpportunityRequest>(made.name());
  EXPECT_THAT(service_.opportunities->LoseOpportunity(service_.call(), lose),
              HasReason("INVALID_FIELD"));
  lose.set_reason("价格过高");
  const auto lost = service_.opportunities->LoseOpportunity(service_.call(), lose);
  ASSERT_THAT(lost, IsOk());
  EXPECT_EQ(lost->lost_reason(), "价格过高");
  EXPECT_EQ(lost->state(), Opportunity::LOST);
  pass(absl::Hours(500));
  ASSERT_THAT(service_.opportunities->ReopenOpportunity(
                  service_.call(), Named<v1::ReopenOpportunityRequest>(made.name())),
              IsOk());
  ASSERT_THAT(Advance(made.name(), offer_), HasReason("FIELDS_MISSING"));
  pass(absl::Hours(1));
  Opportunity open = Get(made.name());
  open.mutable_amount()->set_currency_code("CNY");
  ASSERT_THAT(Update(open, {"amount"}), IsOk());
  const auto won = service_.opportunities->WinOpportunity(
      service_.call(), Named<v1::WinOpportunityRequest>(made.name()));
  ASSERT_THAT(won, IsOk());
  int64_t sum = 0;
  for (const v1::StageStay& stay : won->stage_history()) {
    sum += TimeUtil::DurationToMicroseconds(stay.duration());
  }
  EXPECT_EQ(sum, TimeUtil::TimestampToMicroseconds(won->closed_time()) -
                     TimeUtil::TimestampToMicroseconds(won->create_time()));
  EXPECT_EQ(won->stage_history_size(), 4);
  EXPECT_THAT(Advance(made.name()), HasReason("OPPORTUNITY_NOT_OPEN"));
}

TEST_F(OpportunityTest, AStaleEtagMovesNothing) {
  const Opportunity made = service_.CreateOpportunity(offer_);
  auto win = Named<v1::WinOpportunityRequest>(made.name());
  win.set_etag("stale");
  EXPECT_THAT(service_.opportunities->WinOpportunity(service_.call(), win),
              HasReason("STALE_ETAG"));
  win.set_etag(made.etag());
  EXPECT_THAT(service_.opportunities->WinOpportunity(service_.call(), win), IsOk());
}

TEST_F(OpportunityTest, ARepeatedRequestMovesItOnce) {
  const Opportunity made = service_.CreateOpportunity(offer_);
  auto win = Named<v1::WinOpportunityRequest>(made.name());
  win.set_request_id(DeriveUuid("request", "win").ToString());
  const auto first = service_.opportunities->WinOpportunity(service_.call(), win);
  const auto second = service_.opportunities->WinOpportunity(service_.call(), win);
  ASSERT_THAT(first, IsOk());
  ASSERT_THAT(second, IsOk());
  EXPECT_EQ(first->SerializeAsString(), second->SerializeAsString());
  EXPECT_EQ(Get(made.name()).stage_history_size(), 1);
}

TEST_F(OpportunityTest, OfTwoWhoCloseItOneDoes) {
  const Opportunity made = service_.CreateOpportunity(offer_);
  absl::Status won, lost;
  std::thread winner([&] {
    won = service_.opportunities
              ->WinOpportunity(service_.call(), Named<v1::WinOpportunityRequest>(made.name()))
              .status();
  });
  auto lose = Named<v1::LoseOpportunityRequest>(made.name());
  lose.set_reason("x");
  lost = service_.opportunities->LoseOpportunity(service_.call(), lose).status();
  winner.join();
  EXPECT_NE(won.ok(), lost.ok()) << won << lost;
  EXPECT_EQ(Reason(won.ok() ? lost : won), "OPPORTUNITY_NOT_OPEN");
  EXPECT_EQ(Get(made.name()).stage_history_size(), 1);
}

TEST_F(OpportunityTest, ADeletedStageCanBeLeft) {
  const Opportunity made = service_.CreateOpportunity(need_);
  Opportunity filled = made;
  filled.mutable_amount()->set_currency_code("CNY");
  ASSERT_THAT(Update(filled, {"amount"}), IsOk());
  ASSERT_THAT(service_.catalog->Of<v1::Stage>().Delete<v1::Stage>(
                  service_.call(), Named<v1::DeleteStageRequest>(need_)),
              IsOk());
  const auto moved = Advance(made.name());
  ASSERT_THAT(moved, IsOk());
  EXPECT_EQ(moved->stage(), offer_);
}

TEST_F(OpportunityTest, OfADeletedPipelineItCanOnlyBeClosed) {
  const Opportunity made = service_.CreateOpportunity(need_);
  ASSERT_THAT(service_.catalog->Of<v1::Pipeline>().Delete<v1::Pipeline>(
                  service_.call(), Named<v1::DeletePipelineRequest>(pipeline_)),
              IsOk());
  EXPECT_THAT(Advance(made.name()), HasReason("PIPELINE_NOT_FOUND"));
  EXPECT_THAT(service_.opportunities->WinOpportunity(service_.call(),
                                                     Named<v1::WinOpportunityRequest>(made.name())),
              IsOk());
}

TEST_F(OpportunityTest, ListsByStageAndState) {
  const Opportunity first = service_.CreateOpportunity(need_);
  const Opportunity second = service_.CreateOpportunity(offer_);
  ASSERT_THAT(service_.opportunities->WinOpportunity(
                  service_.call(), Named<v1::WinOpportunityRequest>(second.name())),
              IsOk());
  const auto list = [&](const std::string& filter) {
    v1::ListOpportunitiesRequest request;
    request.set_filter(filter);
    const auto page =
        Opportunities().List<v1::ListOpportunitiesResponse>(service_.call(), request).value();
    std::vector<std::string> names;
    for (const Opportunity& one : page.opportunities()) names.push_back(one.name());
    return names;
  };
  EXPECT_THAT(list("stage = \"" + need_ + "\""), ::testing::ElementsAre(first.name()));
  EXPECT_THAT(list("state = WON"), ::testing::ElementsAre(second.name()));
  EXPECT_THAT(list("pipeline = \"" + pipeline_ + "\" AND state = OPEN"),
              ::testing::ElementsAre(first.name()));
}

TEST_F(OpportunityTest, ACustomerMustBeReadableByWhoSetsIt) {
  const std::string customer = service_.CreateCustomer();
  const auto made = CreateFor(customer);
  ASSERT_THAT(made, IsOk());
  EXPECT_EQ(made->customer(), customer);
  for (const std::string& wrong :
       {"customers/" + DeriveUuid("customer", "x").ToString(), std::string("customers/x")}) {
    EXPECT_THAT(CreateFor(wrong),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("opportunity.customer")))
        << wrong;
  }
  // Another tenant's caller cannot read it there, whatever else is wrong with its request.
  EXPECT_THAT(CreateFor(customer, "b"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("opportunity.customer")));
  DeleteCustomer(customer);
  EXPECT_THAT(CreateFor(customer), HasReason("INVALID_FIELD"));
}

TEST_F(OpportunityTest, ACustomerIsAskedForWhenItIsSetAndNeverAgain) {
  const std::string customer = service_.CreateCustomer();
  Opportunity opportunity = CreateFor(customer).value();
  DeleteCustomer(customer);
  opportunity.set_note("回访");
  EXPECT_THAT(Update(opportunity, {}), IsOk());
  service_.customer_server.Stop();
  opportunity.set_note("再回访");
  EXPECT_THAT(Update(opportunity, {"note"}), IsOk());
  EXPECT_THAT(Update(opportunity, {"*"}), IsOk());
  opportunity.set_customer("customers/" + DeriveUuid("customer", "y").ToString());
  EXPECT_THAT(Update(opportunity, {"customer"}), HasReason("CUSTOMER_SVC_DOWN"));
}

TEST_F(OpportunityTest, ABatchNamesTheEntryWhoseCustomerIsMissing) {
  v1::BatchCreateOpportunitiesRequest request;
  for (const std::string& customer :
       {service_.CreateCustomer(), "customers/" + DeriveUuid("customer", "x").ToString()}) {
    Opportunity& one = *request.add_requests()->mutable_opportunity();
    one.set_display_name("框架");
    one.set_stage(offer_);
    one.set_customer(customer);
  }
  EXPECT_THAT(
      service_.opportunities->BatchCreateOpportunities(service_.call(), request),
      StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("requests[1].opportunity.customer")));
  request.mutable_requests(1)->mutable_opportunity()->clear_customer();
  const auto made = service_.opportunities->BatchCreateOpportunities(service_.call(), request);
  ASSERT_THAT(made, IsOk());

  v1::BatchUpdateOpportunitiesRequest update;
  for (const Opportunity& one : made->opportunities()) {
    auto& entry = *update.add_requests();
    entry.mutable_opportunity()->set_name(one.name());
    entry.mutable_opportunity()->set_customer(request.requests(0).opportunity().customer());
    entry.mutable_update_mask()->add_paths("customer");
  }
  ASSERT_THAT(service_.opportunities->BatchUpdateOpportunities(service_.call(), update), IsOk());
  EXPECT_EQ(Get(made->opportunities(1).name()).customer(),
            request.requests(0).opportunity().customer());
}

TEST_F(OpportunityTest, ACustomerIsAskedForInWhateverLettersItIsNamed) {
  EXPECT_THAT(CreateFor(InCapitals(kNobody)), HasReason("INVALID_FIELD"));
  const std::string deleted = service_.CreateCustomer();
  DeleteCustomer(deleted);
  EXPECT_THAT(CreateFor(InCapitals(deleted)), HasReason("INVALID_FIELD"));
}

// What is missing is created whole: "`update_mask` is then ignored".
TEST_F(OpportunityTest, ACustomerOfAnUpsertIsAskedForWhateverTheMaskSays) {
  v1::UpdateOpportunityRequest request;
  request.set_allow_missing(true);
  request.mutable_update_mask()->add_paths("note");
  Opportunity& next = *request.mutable_opportunity();
  next.set_name("opportunities/" + DeriveUuid("opportunity", "new").ToString());
  next.set_display_name("框架");
  next.set_stage(offer_);
  next.set_customer(kNobody);
  EXPECT_THAT(service_.opportunities->UpdateOpportunity(service_.call(), request),
              HasReason("INVALID_FIELD"));
}

TEST_F(OpportunityTest, ACustomerIsAskedForHoweverTheMaskWritesIt) {
  Opportunity opportunity = service_.CreateOpportunity(offer_);
  opportunity.set_customer(kNobody);
  EXPECT_THAT(Update(opportunity, {"`customer`"}), HasReason("INVALID_FIELD"));
}

TEST_F(OpportunityTest, AStageRequiresTheSameInWhateverLettersItIsNamed) {
  const Opportunity made = service_.CreateOpportunity(InCapitals(need_));
  EXPECT_EQ(made.stage(), need_);
  EXPECT_EQ(made.pipeline(), pipeline_);
  EXPECT_THAT(Advance(made.name()), HasReason("FIELDS_MISSING"));
  EXPECT_THAT(Advance(made.name(), offer_), HasReason("FIELDS_MISSING"));
  EXPECT_THAT(service_.opportunities->WinOpportunity(service_.call(),
                                                     Named<v1::WinOpportunityRequest>(made.name())),
              HasReason("FIELDS_MISSING"));
}

TEST_F(OpportunityTest, NoneIsMadeInADeletedPipeline) {
  ASSERT_THAT(service_.catalog->Of<v1::Pipeline>().Delete<v1::Pipeline>(
                  service_.call(), Named<v1::DeletePipelineRequest>(pipeline_)),
              IsOk());
  EXPECT_THAT(CreateFor(""), HasReason("INVALID_FIELD"));
}

TEST_F(OpportunityTest, ARepeatedCreateHasItsFirstAnswerWhateverBecameOfTheCustomer) {
  const std::string customer = service_.CreateCustomer();
  v1::CreateOpportunityRequest request;
  request.mutable_opportunity()->set_display_name("框架");
  request.mutable_opportunity()->set_stage(offer_);
  request.mutable_opportunity()->set_customer(customer);
  request.set_request_id(DeriveUuid("request", "create").ToString());
  const auto first = service_.opportunities->CreateOpportunity(service_.call(), request);
  ASSERT_THAT(first, IsOk());
  DeleteCustomer(customer);
  const auto second = service_.opportunities->CreateOpportunity(service_.call(), request);
  EXPECT_THAT(second, IsOk());
  service_.customer_server.Stop();
  const auto third = service_.opportunities->CreateOpportunity(service_.call(), request);
  ASSERT_THAT(third, IsOk());
  EXPECT_EQ(third->SerializeAsString(), first->SerializeAsString());
}

TEST_F(OpportunityTest, ARepeatedMoveHasItsFirstAnswerWhateverBecameOfThePipeline) {
  const Opportunity made = service_.CreateOpportunity(offer_);
  auto advance = Named<v1::AdvanceStageRequest>(made.name());
  advance.set_stage(need_);
  advance.set_request_id(DeriveUuid("request", "advance").ToString());
  ASSERT_THAT(service_.opportunities->AdvanceStage(service_.call(), advance), IsOk());
  ASSERT_THAT(service_.catalog->Of<v1::Pipeline>().Delete<v1::Pipeline>(
                  service_.call(), Named<v1::DeletePipelineRequest>(pipeline_)),
              IsOk());
  EXPECT_THAT(service_.opportunities->AdvanceStage(service_.call(), advance), IsOk());
}

TEST_F(OpportunityTest, ABatchAsksForNobodyAgainBecauseItMakesAnother) {
  const std::string customer = service_.CreateCustomer();
  const Opportunity made = CreateFor(customer).value();
  DeleteCustomer(customer);
  v1::BatchUpdateOpportunitiesRequest update;
  auto& same = *update.add_requests();
  same.mutable_opportunity()->set_name(made.name());
  same.mutable_opportunity()->set_customer(customer);
  same.mutable_opportunity()->set_note("回访");
  auto& other = *update.add_requests();
  other.set_allow_missing(true);
  other.mutable_opportunity()->set_name("opportunities/" +
                                        DeriveUuid("opportunity", "n").ToString());
  other.mutable_opportunity()->set_display_name("框架");
  other.mutable_opportunity()->set_stage(offer_);
  other.mutable_opportunity()->set_customer(service_.CreateCustomer());
  EXPECT_THAT(service_.opportunities->BatchUpdateOpportunities(service_.call(), update), IsOk());
}

TEST_F(OpportunityTest, ABatchMayNameAsManyCustomersAsItHasEntries) {
  customer::TestService& other = service_.customer_server.service();
  v1::BatchCreateOpportunitiesRequest request;
  for (int i = 0; i < 200; ++i) {
    customer::v1::Customer large = customer::TestService::Company(absl::StrCat("灵动传媒", i));
    for (int j = 0; j < 20; ++j) {
      auto& address = *large.add_addresses();
      address.set_street(absl::StrCat(std::string(500, 's'), j));
      address.set_label(std::string(64, 'l'));
    }
    large.set_note(std::string(4096, 'n'));
    large.mutable_organization()->set_business_scope(std::string(8192, 'b'));
    Opportunity& one = *request.add_requests()->mutable_opportunity();
    one.set_display_name("框架");
    one.set_stage(offer_);
    one.set_customer(other.Create(large).name());
  }
  EXPECT_THAT(service_.opportunities->BatchCreateOpportunities(service_.call(), request), IsOk());
}

TEST_F(OpportunityTest, AReasonSaysSomethingAndIsNormalised) {
  const Opportunity made = service_.CreateOpportunity(offer_);
  auto lose = Named<v1::LoseOpportunityRequest>(made.name());
  lose.set_reason(" 　");
  EXPECT_THAT(service_.opportunities->LoseOpportunity(service_.call(), lose),
              HasReason("INVALID_FIELD"));
  const Opportunity another = service_.CreateOpportunity(offer_);
  lose.set_name(another.name());
  lose.set_reason(" 价格　过高 ");
  EXPECT_EQ(service_.opportunities->LoseOpportunity(service_.call(), lose)->lost_reason(),
            "价格 过高");
}

TEST_F(OpportunityTest, AStageThatIsNoNameIsCalledByItsField) {
  v1::CreateOpportunityRequest request;
  request.mutable_opportunity()->set_display_name("框架");
  request.mutable_opportunity()->set_stage("x");
  EXPECT_THAT(service_.opportunities->CreateOpportunity(service_.call(), request),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("opportunity.stage")));
}

}  // namespace
}  // namespace guanxi::lead
