// Every declared list path of every resource, on a real MariaDB.
#include <string>

#include "absl/strings/str_cat.h"
#include "common/resource/list_path_testing.h"
#include "common/resource/page_reads.h"
#include "common/testing/names.h"
#include "common/testing/status_matchers.h"
#include "customer-svc/test_service.h"
#include "gtest/gtest.h"
#include "guanxi/customer/v1/behavior_event_service.pb.h"
#include "guanxi/customer/v1/contact_service.pb.h"
#include "guanxi/customer/v1/customer_service.pb.h"
#include "guanxi/customer/v1/interaction_service.pb.h"
#include "guanxi/customer/v1/tag_service.pb.h"

namespace guanxi::customer {
namespace {

using v1::Customer;

class ListPathTest : public resource::ListPathFixture<TestService> {
 protected:
  static constexpr int kPage = 50;
  static constexpr char kCreditCode[] = "91350100M000100Y43";

  // A call with each of them, with a date for the next.
  void Contact(const v1::BatchCreateCustomersResponse& made, int batch) {
    v1::IngestInteractionsRequest request;
    request.set_parent("customers/-");
    for (const Customer& customer : made.customers()) {
      auto& one = *request.add_requests();
      one.set_parent(customer.name());
      v1::Interaction& interaction = *one.mutable_interaction();
      interaction.set_channel(v1::Interaction::CALL);
      interaction.mutable_occur_time()->set_seconds(1'700'000'000 + batch);
      interaction.mutable_next_follow_up_time()->set_seconds(1'700'900'000 + batch);
      (*interaction.mutable_external_ids())["pbx"] = customer.name();
    }
    const auto done =
        service_.catalog->Of<v1::Interaction>().Ingest<v1::IngestInteractionsResponse>(
            service_.call(), request);
    ASSERT_THAT(done, IsOk());
    ASSERT_EQ(done->results(0).outcome(), metadata::v1::IngestResult::CREATED);
  }

  int64_t RowsRead() { return resource::RowsRead(service_.database.get()); }

  // Of all customers.
  int32_t TotalSize() {
    v1::ListCustomersRequest request;
    request.set_page_size(1);
    request.set_include_total_size(true);
    const auto page = service_.customers->List<v1::ListCustomersResponse>(service_.call(), request);
    EXPECT_THAT(page, IsOk());
    return page.ok() ? page->total_size() : -1;
  }

  // Counts of 10,000 are exact; one more stands for all that lie beyond.
  void ExpectCountsUpTo10000() {
    for (const int total : {10000, 10001, 10001}) {
      EXPECT_EQ(TotalSize(), total);
      service_.Create(TestService::Company("云帆"));
    }
  }

  std::string MakeTag() {
    v1::CreateTagRequest request;
    request.mutable_tag()->set_display_name("重点");
    request.mutable_tag()->set_kind(v1::Tag::STATIC);
    return service_.catalog->Of<v1::Tag>().Create<v1::Tag>(service_.call(), request)->name();
  }

  // And below an organisation with the same id.
  absl::Status PutHalfInto(const Uuid& pool) {
    const db::Query fill{"test.fill",
                         "UPDATE customers SET pool_id = IF(CRC32(id) % 2 = 0, ?, NULL), "
                         "parent_organization_id = pool_id",
                         /*infrastructure=*/true};
    return service_.database->ReadWrite(
        {}, [&](db::Transaction& tx) { return tx.Execute(fill, {pool.bytes()}).status(); });
  }
};

TEST_F(ListPathTest, Customers) {
  const std::string owner = absl::StrCat("users/", DeriveUuid("user", "o").ToString());
  const std::string department = absl::StrCat("departments/", DeriveUuid("d", "o").ToString());
  const std::string tag = MakeTag();
  NameGenerator names(7);
  for (int batch = 0; batch < 50; ++batch) {
    v1::BatchCreateCustomersRequest request;
    for (int i = 0; i < 200; ++i) {
      Customer& customer = *request.add_requests()->mutable_customer();
      customer = TestService::Company(names.Company());
      if (i % 2 == 0) customer.set_owner(owner);
      if (i % 2 == 1) customer.set_dedicated(owner);
      if (i % 3 == 0) customer.set_department(department);
      customer.set_lifecycle_stage(i % 4 == 0 ? Customer::INTENT : Customer::DEAL);
      if (i % 5 == 0) customer.mutable_organization()->set_credit_code(kCreditCode);
      if (i % 2 == 0) customer.add_tags(tag);
    }
    const auto made =
        service_.customers->BatchCreate<v1::BatchCreateCustomersResponse>(service_.call(), request);
    ASSERT_THAT(made, IsOk());
    Contact(*made, batch);
    service_.clock.Advance(absl::Milliseconds(7));
  }
  const Uuid pool = DeriveUuid("pool", "sea");
  ASSERT_THAT(PutHalfInto(pool), IsOk());
  const struct {
    std::string filter;
    const char* order_by;
    int reads_per_row = 1;
  } lists[] = {{absl::StrCat("tags:\"", tag, "\""), "name desc", 2},  // its row, and the customer's
               {"", "create_time"},
               {"", "update_time desc"},
               {"", "display_name"},
               {absl::StrCat("owner = \"", owner, "\""), "update_time"},
               {absl::StrCat("department = \"", department, "\""), "update_time desc"},
               {absl::StrCat("owner = \"", owner, "\""), "create_time"},
               {absl::StrCat("department = \"", department, "\""), "create_time desc"},
               {"lifecycle_stage = INTENT", "update_time"},
               {absl::StrCat("organization.credit_code = ", kCreditCode), "update_time"},
               {absl::StrCat("pool = \"pools/", pool.ToString(), "\""), "update_time desc"},
               {"", "last_interaction_time"},
               {"", "next_follow_up_time desc"},
               {absl::StrCat("owner = \"", owner, "\""), "last_interaction_time desc"},
               {absl::StrCat("owner = \"", owner, "\""), "next_follow_up_time"},
               {"", "silent_since_time"},
               {absl::StrCat("owner = \"", owner, "\""), "silent_since_time desc"},
               {absl::StrCat("parent_organization = \"customers/", pool.ToString(), "\""),
                "create_time desc"},
               {absl::StrCat("dedicated = \"", owner, "\""), "create_time"}};
  EXPECT_EQ(std::size(lists), PathsOf(service_.resources->customers));
  for (const auto& list : lists) {
    v1::ListCustomersRequest request;
    request.set_filter(list.filter);
    request.set_order_by(list.order_by);
    // Ends among customers of equal times.
    ExpectReadsItsPage<v1::ListCustomersResponse>(*service_.customers, request, list.reads_per_row);
  }
  ExpectCountsUpTo10000();
}

// Of 2,000 customers with a tag three in four are deleted: pages read none of them.
TEST_F(ListPathTest, DeletedCustomersOfATag) {
  const std::string tag = MakeTag();
  for (int batch = 0; batch < 10; ++batch) {
    v1::BatchCreateCustomersRequest request;
    for (int i = 0; i < 200; ++i) {
      Customer& customer = *request.add_requests()->mutable_customer();
      customer = TestService::Company(absl::StrCat("c", i));
      customer.add_tags(tag);
    }
    const auto created =
        service_.customers->BatchCreate<v1::BatchCreateCustomersResponse>(service_.call(), request);
    ASSERT_THAT(created, IsOk());
    v1::BatchDeleteCustomersRequest erase;
    for (int i = 0; i < 150; ++i) erase.add_names(created->customers(i).name());
    ASSERT_THAT(
        service_.customers->BatchDelete<v1::BatchDeleteCustomersResponse>(service_.call(), erase),
        IsOk());
  }
  v1::ListCustomersRequest request;
  request.set_filter(absl::StrCat("tags:\"", tag, "\""));
  request.set_order_by("name");
  ExpectReadsItsPage<v1::ListCustomersResponse>(*service_.customers, request, /*reads_per_row=*/2,
                                                /*skipped=*/130);
}

// Of 2,000 customers every fourth is deleted.
TEST_F(ListPathTest, TheRecycleBin) {
  for (int batch = 0; batch < 10; ++batch) {
    v1::BatchCreateCustomersRequest request;
    for (int i = 0; i < 200; ++i) {
      *request.add_requests()->mutable_customer() = TestService::Company(absl::StrCat("c", i));
    }
    const auto created =
        service_.customers->BatchCreate<v1::BatchCreateCustomersResponse>(service_.call(), request);
    ASSERT_THAT(created, IsOk());
    v1::BatchDeleteCustomersRequest erase;
    for (int i = 0; i < 200; i += 4) erase.add_names(created->customers(i).name());
    ASSERT_THAT(
        service_.customers->BatchDelete<v1::BatchDeleteCustomersResponse>(service_.call(), erase),
        IsOk());
    service_.clock.Advance(absl::Milliseconds(7));
  }
  v1::ListCustomersRequest request;
  request.set_show_deleted(true);
  request.set_filter("delete_time:*");
  for (const char* order_by : {"update_time desc", "create_time", "display_name"}) {
    request.set_order_by(order_by);
    ExpectReadsItsPage<v1::ListCustomersResponse>(*service_.customers, request, /*reads_per_row=*/1,
                                                  /*skipped=*/130);
  }
}

TEST_F(ListPathTest, Contacts) {
  const Customer customer = service_.Create(TestService::Company("云帆"));
  NameGenerator names(8);
  for (int batch = 0; batch < 10; ++batch) {
    v1::BatchCreateContactsRequest request;
    request.set_parent(customer.name());
    for (int i = 0; i < 200; ++i) {
      auto& one = *request.add_requests();
      one.set_parent(customer.name());
      one.mutable_contact()->set_display_name(names.Person());
    }
    ASSERT_THAT(
        service_.contacts->BatchCreate<v1::BatchCreateContactsResponse>(service_.call(), request),
        IsOk());
    service_.clock.Advance(absl::Milliseconds(7));
  }
  const struct {
    std::string parent;
    const char* order_by;
    int reads_per_row;
  } lists[] = {{customer.name(), "create_time desc", 1},
               {customer.name(), "display_name", 1},
               {"customers/-", "update_time", 2}};  // looks whether the customer is there
  EXPECT_EQ(std::size(lists), PathsOf(service_.resources->contacts));
  for (const auto& list : lists) {
    v1::ListContactsRequest request;
    request.set_parent(list.parent);
    request.set_order_by(list.order_by);
    ExpectReadsItsPage<v1::ListContactsResponse>(*service_.contacts, request, list.reads_per_row);
  }
}

TEST_F(ListPathTest, Interactions) {
  const Customer customer = service_.Create(TestService::Company("云帆"));
  v1::CreateContactRequest person;
  person.set_parent(customer.name());
  person.mutable_contact()->set_display_name("李明");
  const auto contact = service_.contacts->Create<v1::Contact>(service_.call(), person);
  const std::string actor = absl::StrCat("users/", DeriveUuid("user", "o").ToString());
  const resource::Methods& interactions = service_.catalog->Of<v1::Interaction>();
  for (int batch = 0; batch < 15; ++batch) {
    v1::BatchCreateInteractionsRequest request;
    request.set_parent(customer.name());
    for (int i = 0; i < 200; ++i) {
      v1::Interaction& interaction = *request.add_requests()->mutable_interaction();
      interaction.set_channel(v1::Interaction::CALL);
      interaction.mutable_occur_time()->set_seconds(1'700'000'000 + batch);
      if (i % 2 == 0) interaction.set_contact(contact->name());
      if (i % 2 == 1) interaction.set_actor(actor);
    }
    ASSERT_THAT(
        interactions.BatchCreate<v1::BatchCreateInteractionsResponse>(service_.call(), request),
        IsOk());
    service_.clock.Advance(absl::Milliseconds(7));
  }
  const struct {
    std::string parent, filter;
    const char* order_by;
    int reads_per_row;
  } lists[] = {
      {customer.name(), "", "occur_time desc", 1},
      {"customers/-", absl::StrCat("contact = \"", contact->name(), "\""), "occur_time", 2},
      {"customers/-", absl::StrCat("actor = \"", actor, "\""), "occur_time desc", 2},
      {"customers/-", "", "occur_time", 2},
      {"customers/-", "", "create_time desc", 2}};
  EXPECT_EQ(std::size(lists), PathsOf(service_.resources->interactions));
  for (const auto& list : lists) {
    v1::ListInteractionsRequest request;
    request.set_parent(list.parent);
    request.set_filter(list.filter);
    request.set_order_by(list.order_by);
    ExpectReadsItsPage<v1::ListInteractionsResponse>(interactions, request, list.reads_per_row);
  }
}

TEST_F(ListPathTest, BehaviorEvents) {
  const std::string customer = service_.Create(TestService::Company("云帆")).name();
  const std::string lead = absl::StrCat("leads/", DeriveUuid("lead", "o").ToString());
  const resource::Methods& events = service_.catalog->Of<v1::BehaviorEvent>();
  for (int batch = 0; batch < 5; ++batch) {
    v1::IngestBehaviorEventsRequest request;
    for (int i = 0; i < 600; ++i) {
      v1::BehaviorEvent& event = *request.add_requests()->mutable_behavior_event();
      event.set_kind(v1::BehaviorEvent::VISIT);
      event.mutable_occur_time()->set_seconds(1'700'000'000 + batch);
      if (i % 3 == 0) event.set_customer(customer);
      if (i % 3 == 1) event.set_lead(lead);
      if (i % 3 == 2) event.set_visitor("v1");
      (*event.mutable_external_ids())["web"] = absl::StrCat(batch, "-", i);
    }
    const auto done = events.Ingest<v1::IngestBehaviorEventsResponse>(service_.call(), request);
    ASSERT_THAT(done, IsOk());
    ASSERT_EQ(done->results(599).outcome(), metadata::v1::IngestResult::CREATED);
    service_.clock.Advance(absl::Milliseconds(7));
  }
  const struct {
    std::string filter;
    const char* order_by;
  } lists[] = {
      {absl::StrCat("customer = \"", customer, "\""), "occur_time desc"},
      {absl::StrCat("lead = \"", lead, "\""), "occur_time"},
      {"visitor = \"v1\"", "occur_time desc"},
      {"", "occur_time"},
      {"", "create_time desc"},
  };
  EXPECT_EQ(std::size(lists), PathsOf(service_.resources->behavior_events));
  for (const auto& list : lists) {
    SCOPED_TRACE(list.filter + " " + list.order_by);
    v1::ListBehaviorEventsRequest request;
    request.set_filter(list.filter);
    request.set_order_by(list.order_by);
    ExpectReadsItsPage<v1::ListBehaviorEventsResponse>(events, request);
  }
}

TEST_F(ListPathTest, Tags) {
  const resource::Methods& tags = service_.catalog->Of<v1::Tag>();
  NameGenerator names(9);
  for (int batch = 0; batch < 10; ++batch) {
    v1::BatchCreateTagsRequest request;
    for (int i = 0; i < 200; ++i) {
      v1::Tag& tag = *request.add_requests()->mutable_tag();
      tag.set_display_name(absl::StrCat(names.Person(), batch, "-", i));
      tag.set_kind(v1::Tag::STATIC);
      if (i % 2 == 0) tag.set_group("等级");
    }
    ASSERT_THAT(tags.BatchCreate<v1::BatchCreateTagsResponse>(service_.call(), request), IsOk());
    service_.clock.Advance(absl::Milliseconds(7));
  }
  const struct {
    const char* filter;
    const char* order_by;
  } lists[] = {
      {"", "create_time desc"}, {"", "display_name"}, {"group = \"等级\"", "display_name desc"}};
  EXPECT_EQ(std::size(lists), PathsOf(service_.resources->tags));
  for (const auto& list : lists) {
    v1::ListTagsRequest request;
    request.set_filter(list.filter);
    request.set_order_by(list.order_by);
    ExpectReadsItsPage<v1::ListTagsResponse>(tags, request);
  }
}

TEST_F(ListPathTest, OwnershipRecords) {
  Customer customer = service_.Create(TestService::Company("云帆"));
  for (int i = 0; i < 400; ++i) {
    v1::UpdateCustomerRequest request;
    request.mutable_customer()->set_name(customer.name());
    request.mutable_customer()->set_owner(
        absl::StrCat("users/", DeriveUuid("user", absl::StrCat(i)).ToString()));
    request.mutable_update_mask()->add_paths("owner");
    ASSERT_THAT(service_.customers->Update<Customer>(service_.call(), request), IsOk());
  }
  EXPECT_EQ(PathsOf(service_.resources->ownership_records), 1);
  v1::ListOwnershipRecordsRequest request;
  request.set_parent(customer.name());
  request.set_page_size(200);
  const auto first =
      service_.ownership_records->List<v1::ListOwnershipRecordsResponse>(service_.call(), request);
  ASSERT_THAT(first, IsOk());
  request.set_page_token(first->next_page_token());
  request.set_page_size(kPage);
  const int64_t before = RowsRead();
  const int64_t idle = RowsRead() - before;
  ASSERT_THAT(
      service_.ownership_records->List<v1::ListOwnershipRecordsResponse>(service_.call(), request),
      IsOk());
  EXPECT_LT(RowsRead() - before - 2 * idle, 2 * kPage);
}

}  // namespace
}  // namespace guanxi::customer
