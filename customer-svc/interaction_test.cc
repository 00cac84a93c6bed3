// Interactions and what customers say of them, through the engine on a real MariaDB.
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/testing/status_matchers.h"
#include "customer-svc/customer_service.h"
#include "customer-svc/test_service.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "guanxi/customer/v1/contact_service.pb.h"
#include "guanxi/customer/v1/customer_service.pb.h"
#include "guanxi/customer/v1/interaction_service.pb.h"

namespace guanxi::customer {
namespace {

using metadata::v1::Change;
using metadata::v1::IngestResult;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using v1::Customer;
using v1::Interaction;

constexpr int64_t kNow = 1'790'000'000;  // TestService's clock

class InteractionTest : public ::testing::Test {
 protected:
  const resource::Methods& Interactions() { return service_.catalog->Of<Interaction>(); }
  std::string MakeCustomer() { return service_.Create(TestService::Company("云帆")).name(); }
  Customer Get(const std::string& name) {
    v1::GetCustomerRequest request;
    request.set_name(name);
    return service_.customers->Get<Customer>(service_.call(), request).value();
  }
  std::string MakeContact(const std::string& customer) {
    v1::CreateContactRequest request;
    request.set_parent(customer);
    request.mutable_contact()->set_display_name("李明");
    return service_.contacts->Create<v1::Contact>(service_.call(), request)->name();
  }

  static v1::CreateInteractionRequest Call(const std::string& customer, int64_t seconds,
                                           int64_t follow_up = 0, const std::string& id = "") {
    v1::CreateInteractionRequest request;
    request.set_parent(customer);
    Interaction& interaction = *request.mutable_interaction();
    interaction.set_channel(Interaction::CALL);
    interaction.set_direction(Interaction::OUTBOUND);
    interaction.mutable_occur_time()->set_seconds(seconds);
    if (follow_up != 0) interaction.mutable_next_follow_up_time()->set_seconds(follow_up);
    if (!id.empty()) (*interaction.mutable_external_ids())["pbx"] = id;
    return request;
  }
  absl::StatusOr<Interaction> Record(const v1::CreateInteractionRequest& request) {
    return Interactions().Create<Interaction>(service_.call(), request);
  }
  absl::StatusOr<Interaction> Delete(const std::string& name) {
    v1::DeleteInteractionRequest request;
    request.set_name(name);
    return Interactions().Delete<Interaction>(service_.call(), request);
  }
  absl::StatusOr<v1::IngestInteractionsResponse> Ingest(
      const v1::IngestInteractionsRequest& request) {
    return Interactions().Ingest<v1::IngestInteractionsResponse>(service_.call(), request);
  }
  // Last contact, last follow-up, next follow-up; 0 where none is set.
  std::vector<int64_t> Said(const std::string& customer) {
    const Customer found = Get(customer);
    return {found.last_interaction_time().seconds(), found.last_follow_up_time().seconds(),
            found.next_follow_up_time().seconds()};
  }
  int64_t SilentSince(const std::string& customer) {
    return Get(customer).silent_since_time().seconds();
  }
  std::vector<int64_t> TimesOf(const std::string& parent, const std::string& filter,
                               const std::string& order_by) {
    v1::ListInteractionsRequest request;
    request.set_parent(parent);
    request.set_filter(filter);
    request.set_order_by(order_by);
    const auto page = Interactions().List<v1::ListInteractionsResponse>(service_.call(), request);
    EXPECT_THAT(page, IsOk());
    std::vector<int64_t> times;
    for (const Interaction& one : page->interactions()) times.push_back(one.occur_time().seconds());
    return times;
  }

  TestService service_;
};

TEST_F(InteractionTest, IsRecordedAndReadBack) {
  const std::string customer = MakeCustomer(), contact = MakeContact(customer);
  auto request = Call(customer, kNow - 60, kNow + 86'400);
  Interaction& interaction = *request.mutable_interaction();
  interaction.set_contact(contact);
  interaction.set_actor(absl::StrCat("users/", DeriveUuid("user", "lin").ToString()));
  interaction.set_sentiment(Interaction::POSITIVE);
  interaction.set_summary("谈了报价");
  interaction.mutable_duration()->set_seconds(300);
  const auto made = Record(request);
  ASSERT_THAT(made, IsOk());
  EXPECT_EQ(made->create_time().seconds(), kNow);
  v1::GetInteractionRequest get;
  get.set_name(made->name());
  const auto found = Interactions().Get<Interaction>(service_.call(), get);
  ASSERT_THAT(found, IsOk());
  EXPECT_EQ(found->DebugString(), made->DebugString());
  EXPECT_EQ(service_.Number("SELECT COUNT(*) FROM interactions WHERE body LIKE '%谈了报价%'"), 0);
  EXPECT_EQ(service_.Number("SELECT COUNT(*) FROM changes WHERE resource_type = 'interaction' AND "
                            "LENGTH(after_body) + LENGTH(after_personal) = 0"),
            1);
}

TEST_F(InteractionTest, WrongOnesAreRefusedByName) {
  const std::string customer = MakeCustomer(), other = MakeCustomer();
  auto request = Call(customer, kNow + 3600);
  request.mutable_interaction()->clear_channel();
  EXPECT_THAT(Record(request).status(),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       AllOf(HasSubstr("interaction.channel: is required"),
                             HasSubstr("interaction.occur_time: lies in the future"))));
  request = Call(customer, kNow);
  request.mutable_interaction()->set_contact(MakeContact(other));
  EXPECT_THAT(Record(request).status(), StatusIs(absl::StatusCode::kInvalidArgument,
                                                 HasSubstr("a contact of another customer")));
  request.mutable_interaction()->set_contact(customer + "/contacts/" +
                                             DeriveUuid("contact", "x").ToString());
  EXPECT_THAT(Record(request).status(),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("interaction.contact: names nothing that exists")));
  EXPECT_EQ(service_.Number("SELECT COUNT(*) FROM interactions"), 0);
  EXPECT_THAT(Said(customer), ElementsAre(0, 0, 0));
}

TEST_F(InteractionTest, TheCustomerSaysWhenItWasContactedAndIsToBe) {
  const std::string customer = MakeCustomer();
  const std::string etag = Get(customer).etag();
  ASSERT_THAT(Record(Call(customer, kNow - 500, kNow + 100)), IsOk());
  EXPECT_THAT(Said(customer), ElementsAre(kNow - 500, kNow - 500, kNow + 100));
  ASSERT_THAT(Record(Call(customer, kNow - 900, kNow + 50)), IsOk());  // arrives late
  EXPECT_THAT(Said(customer), ElementsAre(kNow - 500, kNow - 500, kNow + 100));
  ASSERT_THAT(Record(Call(customer, kNow - 100)), IsOk());
  EXPECT_THAT(Said(customer), ElementsAre(kNow - 100, kNow - 100, 0));
  EXPECT_EQ(Get(customer).etag(), etag);

  v1::ListCustomersRequest list;
  list.set_order_by("last_interaction_time desc");
  const std::string quiet = MakeCustomer();
  list.set_filter("NOT last_interaction_time:*");
  const auto silent = service_.customers->List<v1::ListCustomersResponse>(service_.call(), list);
  ASSERT_THAT(silent, IsOk());
  ASSERT_EQ(silent->customers_size(), 1);
  EXPECT_EQ(silent->customers(0).name(), quiet);
}

TEST_F(InteractionTest, ADeletionTakesBackWhatTheCustomerSaid) {
  const std::string customer = MakeCustomer();
  const auto first = Record(Call(customer, kNow - 500, kNow + 100));
  auto inbound = Call(customer, kNow - 50);
  inbound.mutable_interaction()->set_direction(Interaction::INBOUND);
  const auto mail = Record(inbound);
  const auto second = Record(Call(customer, kNow - 100, kNow + 900));
  const auto same = Record(Call(customer, kNow - 100, kNow + 700));
  auto noted = Call(customer, kNow - 10);
  noted.mutable_interaction()->set_channel(Interaction::SYSTEM);
  ASSERT_THAT(Record(noted), IsOk());
  EXPECT_THAT(Said(customer), ElementsAre(kNow - 50, kNow - 100, kNow + 700));
  ASSERT_THAT(Delete(same->name()), IsOk());
  EXPECT_THAT(Said(customer), ElementsAre(kNow - 50, kNow - 100, kNow + 900));
  ASSERT_THAT(Delete(mail->name()), IsOk());
  EXPECT_THAT(Said(customer), ElementsAre(kNow - 100, kNow - 100, kNow + 900));
  ASSERT_THAT(Delete(second->name()), IsOk());
  EXPECT_THAT(Said(customer), ElementsAre(kNow - 500, kNow - 500, kNow + 100));
  ASSERT_THAT(Delete(first->name()), IsOk());
  EXPECT_THAT(Said(customer), ElementsAre(0, 0, 0));
  EXPECT_THAT(Delete(first->name()).status(), HasReason("INTERACTION_NOT_FOUND"));
}

TEST_F(InteractionTest, ACustomerIsSilentSinceItsLastFollowUp) {
  const std::string customer = MakeCustomer();
  EXPECT_EQ(SilentSince(customer), kNow) << "never contacted: since it is there";
  auto mail = Call(customer, kNow - 1);
  mail.mutable_interaction()->set_channel(Interaction::EMAIL);
  mail.mutable_interaction()->set_automatic(true);
  ASSERT_THAT(Record(mail), IsOk());
  auto complaint = Call(customer, kNow - 2);
  complaint.mutable_interaction()->set_direction(Interaction::INBOUND);
  ASSERT_THAT(Record(complaint), IsOk());
  EXPECT_EQ(SilentSince(customer), kNow);
  EXPECT_THAT(Said(customer), ElementsAre(kNow - 2, 0, 0));
  const auto last = Record(Call(customer, kNow - 100));
  ASSERT_THAT(last, IsOk());
  const auto back = Record(Call(customer, kNow - 500));  // dated back
  ASSERT_THAT(back, IsOk());
  EXPECT_EQ(SilentSince(customer), kNow - 100);
  ASSERT_THAT(Delete(last->name()), IsOk());
  EXPECT_EQ(SilentSince(customer), kNow - 500);
  ASSERT_THAT(Delete(back->name()), IsOk());
  EXPECT_EQ(SilentSince(customer), kNow);
  EXPECT_THAT(Said(customer), ElementsAre(kNow - 2, 0, 0));
}

// Of one that was never followed up those who have it now begin with its coming to them.
TEST_F(InteractionTest, ACustomerThatChangesHandsIsAsSilentAsItWas) {
  const std::string fresh = MakeCustomer(), known = MakeCustomer();
  ASSERT_THAT(Record(Call(known, kNow - 100)), IsOk());
  service_.clock.Advance(absl::Hours(24));
  CustomerServiceImpl methods(service_.engine.get(), service_.resources.get(), /*files=*/nullptr);
  for (const std::string& customer : {fresh, known}) {
    v1::TransferOwnershipRequest request;
    request.set_name(customer);
    request.set_owner(absl::StrCat("users/", DeriveUuid("user", "chen").ToString()));
    const auto moved = methods.TransferOwnership(service_.call(), request);
    ASSERT_THAT(moved, IsOk());
    EXPECT_EQ(moved->customer().silent_since_time().seconds(), SilentSince(customer));
  }
  EXPECT_EQ(SilentSince(fresh), kNow + 86'400);
  EXPECT_EQ(SilentSince(known), kNow - 100);
  service_.clock.Advance(absl::Hours(24));
  const auto call = Record(Call(fresh, kNow + 90'000));
  ASSERT_THAT(call, IsOk());
  EXPECT_EQ(SilentSince(fresh), kNow + 90'000);
  ASSERT_THAT(Delete(call->name()), IsOk());
  EXPECT_EQ(SilentSince(fresh), kNow + 86'400);
}

TEST_F(InteractionTest, CustomersAreFoundByTheirSilence) {
  const std::string never = MakeCustomer(), spoken_to = MakeCustomer();
  service_.clock.Advance(absl::Hours(24 * 16));
  ASSERT_THAT(Record(Call(spoken_to, kNow + 86'400 * 10)), IsOk());
  v1::ListCustomersRequest list;
  list.set_filter("silent_since_time < ago(\"15d\")");
  list.set_order_by("silent_since_time");
  const auto silent = service_.customers->List<v1::ListCustomersResponse>(service_.call(), list);
  ASSERT_THAT(silent, IsOk());
  ASSERT_EQ(silent->customers_size(), 1);
  EXPECT_EQ(silent->customers(0).name(), never);
}

TEST_F(InteractionTest, ABatchOfDeletionsCountsWhatIsLeftAfterAll) {
  const std::string customer = MakeCustomer();
  ASSERT_THAT(Record(Call(customer, kNow - 900, kNow + 1)), IsOk());
  v1::BatchCreateInteractionsRequest create;
  create.set_parent(customer);
  for (int i = 0; i < 40; ++i)
    *create.add_requests() = Call(customer, kNow - 100 + i, kNow + i + 9);
  const auto made =
      Interactions().BatchCreate<v1::BatchCreateInteractionsResponse>(service_.call(), create);
  ASSERT_THAT(made, IsOk());
  EXPECT_THAT(Said(customer), ElementsAre(kNow - 61, kNow - 61, kNow + 48));
  v1::BatchDeleteInteractionsRequest erase;
  erase.set_parent(customer);
  for (const Interaction& one : made->interactions()) erase.add_names(one.name());
  ASSERT_THAT(
      Interactions().BatchDelete<v1::BatchDeleteInteractionsResponse>(service_.call(), erase),
      IsOk());
  EXPECT_THAT(Said(customer), ElementsAre(kNow - 900, kNow - 900, kNow + 1));
}

TEST_F(InteractionTest, IngestTellsTheOutcomeOfEach) {
  const std::string a = MakeCustomer(), b = MakeCustomer();
  v1::IngestInteractionsRequest request;
  request.set_parent("customers/-");
  *request.add_requests() = Call(a, kNow - 5, 0, "1");
  *request.add_requests() = Call(b, kNow - 4, 0, "2");
  *request.add_requests() = Call(a, kNow + 4000, 0, "3");
  *request.add_requests() = Call("customers/" + DeriveUuid("c", "x").ToString(), kNow, 0, "4");
  *request.add_requests() = Call(a, kNow - 3, kNow + 7, "1");
  *request.add_requests() = Call(a, kNow - 2, 0, "6");
  request.mutable_requests(5)->set_request_id(DeriveUuid("r", "x").ToString());
  const auto first = Ingest(request);
  ASSERT_THAT(first, IsOk());
  std::vector<std::string> said;
  for (const IngestResult& result : first->results()) {
    said.push_back(
        absl::StrCat(IngestResult::Outcome_Name(result.outcome()), " ", result.error().message()));
  }
  EXPECT_THAT(said,
              ElementsAre("CREATED ", "CREATED ",
                          "FAILED requests[2].interaction.occur_time: lies in the future",
                          AllOf(HasSubstr("FAILED"), HasSubstr("not found")), "ALREADY_THERE ",
                          "FAILED requests[5].request_id: has no meaning in an ingest"));
  EXPECT_EQ(first->results(4).name(), first->results(0).name());
  EXPECT_THAT(Said(a), ElementsAre(kNow - 5, kNow - 5, 0));
  EXPECT_THAT(Said(b), ElementsAre(kNow - 4, kNow - 4, 0));
  // Sent again: nothing twice.
  const auto again = Ingest(request);
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(again->results(1).outcome(), IngestResult::ALREADY_THERE);
  EXPECT_EQ(service_.Number("SELECT COUNT(*) FROM interactions"), 2);
  // Deleted, its id is free.
  ASSERT_THAT(Delete(first->results(0).name()), IsOk());
  EXPECT_EQ(Ingest(request)->results(0).outcome(), IngestResult::CREATED);
}

// Several writers of one customer, and of the same customers in another order.
TEST_F(InteractionTest, ManyWritersOfTheSameCustomersAllSucceed) {
  constexpr int kWriters = 4, kCalls = 10, kEntries = 60;
  const std::vector<std::string> customers = {MakeCustomer(), MakeCustomer(), MakeCustomer()};
  std::vector<std::thread> writers;
  std::vector<int> created(kWriters);
  for (int writer = 0; writer < kWriters; ++writer) {
    writers.emplace_back([&, writer] {
      for (int call = 0; call < kCalls; ++call) {
        v1::IngestInteractionsRequest request;
        request.set_parent("customers/-");
        for (int i = 0; i < kEntries; ++i) {
          const size_t at = static_cast<size_t>(writer % 2 == 0 ? i : kEntries - i) % 3;
          const int64_t time = kNow - 1'000'000 + writer * 100'000 + call * 1000 + i;
          *request.add_requests() =
              Call(customers[at], time, 0, absl::StrCat(writer, "-", call, "-", i));
        }
        const auto response = Ingest(request);
        if (!response.ok()) continue;
        for (const IngestResult& result : response->results()) {
          created[writer] += result.outcome() == IngestResult::CREATED;
        }
      }
    });
  }
  for (std::thread& writer : writers) writer.join();
  EXPECT_THAT(created, ::testing::Each(kCalls * kEntries));
  EXPECT_EQ(service_.Number("SELECT COUNT(*) FROM interactions"), kWriters * kCalls * kEntries);
  for (const std::string& customer : customers) {
    EXPECT_EQ(Said(customer)[0], TimesOf(customer, "", "occur_time desc")[0]);
  }
}

TEST_F(InteractionTest, ListsAreByCustomerContactActorAndTime) {
  const std::string a = MakeCustomer(), b = MakeCustomer(), contact = MakeContact(a);
  const std::string actor = absl::StrCat("users/", DeriveUuid("user", "lin").ToString());
  for (int i = 1; i <= 3; ++i) {
    auto request = Call(a, kNow - i);
    if (i == 2) request.mutable_interaction()->set_contact(contact);
    if (i == 3) request.mutable_interaction()->set_actor(actor);
    ASSERT_THAT(Record(request), IsOk());
  }
  ASSERT_THAT(Record(Call(b, kNow - 9, kNow + 5)), IsOk());
  EXPECT_THAT(TimesOf(a, "", "occur_time"), ElementsAre(kNow - 3, kNow - 2, kNow - 1));
  EXPECT_THAT(TimesOf("customers/-", "", "occur_time desc"),
              ElementsAre(kNow - 1, kNow - 2, kNow - 3, kNow - 9));
  const std::string by_contact = absl::StrCat("contact = \"", contact, "\"");
  EXPECT_THAT(TimesOf("customers/-", by_contact, "occur_time"), ElementsAre(kNow - 2));
  const std::string by_actor = absl::StrCat("actor = \"", actor, "\"");
  EXPECT_THAT(TimesOf("customers/-", by_actor, "occur_time"), ElementsAre(kNow - 3));
  EXPECT_THAT(TimesOf("customers/-", "next_follow_up_time:* AND channel = CALL", "occur_time"),
              ElementsAre(kNow - 9));
  EXPECT_THAT(TimesOf(a, "sentiment = NEGATIVE", "occur_time"), IsEmpty());
}

TEST_F(InteractionTest, IsOutOfReachWhileItsCustomerIsDeleted) {
  const std::string customer = MakeCustomer();
  const auto made = Record(Call(customer, kNow - 1));
  v1::DeleteCustomerRequest erase;
  erase.set_name(customer);
  ASSERT_THAT(service_.customers->Delete<Customer>(service_.call(), erase), IsOk());
  EXPECT_THAT(Record(Call(customer, kNow)).status(), HasReason("CUSTOMER_NOT_FOUND"));
  EXPECT_THAT(Delete(made->name()).status(), HasReason("CUSTOMER_NOT_FOUND"));
  EXPECT_THAT(TimesOf("customers/-", "", "occur_time"), IsEmpty());
}

TEST_F(InteractionTest, ItsHistoryHasNoValues) {
  const auto made = Record(Call(MakeCustomer(), kNow - 1));
  v1::ListInteractionChangesRequest request;
  request.set_name(made->name());
  const auto changes =
      Interactions().ListChanges<v1::ListInteractionChangesResponse>(service_.call(), request);
  ASSERT_THAT(changes, IsOk());
  ASSERT_EQ(changes->changes_size(), 1);
  EXPECT_EQ(changes->changes(0).kind(), Change::CREATED);
  EXPECT_EQ(changes->changes(0).actor(), service_.call().principal.subject);
  EXPECT_THAT(changes->changes(0).fields(), IsEmpty());
}

}  // namespace
}  // namespace guanxi::customer
