// Every declared list path of leads, their sources and forms, on a real MariaDB.
#include <iterator>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/resource/list_path_testing.h"
#include "common/testing/names.h"
#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"
#include "guanxi/lead/v1/capture_form_service.pb.h"
#include "guanxi/lead/v1/lead_interaction_service.pb.h"
#include "guanxi/lead/v1/lead_service.pb.h"
#include "guanxi/lead/v1/lead_source_service.pb.h"
#include "lead-svc/test_service.h"

namespace guanxi::lead {
namespace {

using ListPathTest = resource::ListPathFixture<TestService>;

// What services alone say of leads.
absl::Status FillLeads(const TestService& service, const Uuid& pool) {
  return service.database->ReadWrite({}, [&](db::Transaction& tx) {
    return tx
        .Execute({"test.fill",
                  "UPDATE leads SET pool_id = IF(CRC32(id) % 2 = 0, ?, NULL), "
                  "fit_score = CRC32(id) % 100, behavior_rank = CRC32(id), "
                  "grade = IF(CRC32(id) % 2 = 0, 'A', 'B'), "
                  "next_follow_up_time = FROM_UNIXTIME(1790000000 + CRC32(id) % 100000)",
                  /*infrastructure=*/true},
                 {pool.bytes()})
        .status();
  });
}

TEST_F(ListPathTest, Leads) {
  v1::CreateLeadSourceRequest new_source;
  new_source.mutable_lead_source()->set_display_name("展会");
  const std::string source = service_.catalog->Of<v1::LeadSource>()
                                 .Create<v1::LeadSource>(service_.call(), new_source)
                                 ->name();
  const std::string customer = service_.CreateCustomer();
  const std::string owner = absl::StrCat("users/", DeriveUuid("user", "o").ToString());
  const std::string department = absl::StrCat("departments/", DeriveUuid("d", "o").ToString());
  const char* const code = "91350100M000100Y43";
  const resource::Methods& leads = service_.catalog->Of<v1::Lead>();
  NameGenerator names(10);
  for (int batch = 0; batch < 15; ++batch) {
    v1::BatchCreateLeadsRequest request;
    for (int i = 0; i < 200; ++i) {
      v1::Lead& one = *request.add_requests()->mutable_lead();
      one.set_display_name(names.Person());
      if (i % 2 == 0) one.set_customer(customer);
      if (i % 2 == 0) one.set_owner(owner);
      if (i % 2 == 0) one.set_source(source);
      if (i % 2 == 1) one.set_department(department);
      if (i % 2 == 1) one.set_credit_code(code);
      if (i % 2 == 1) one.add_tags("展会");
    }
    ASSERT_THAT(leads.BatchCreate<v1::BatchCreateLeadsResponse>(service_.call(), request), IsOk());
    service_.clock.Advance(absl::Milliseconds(7));
  }
  const Uuid pool = DeriveUuid("pool", "east");
  ASSERT_THAT(FillLeads(service_, pool), IsOk());
  const struct {
    std::string filter;
    const char* order_by;
    int reads_per_row = 1;
  } lists[] = {{"", "create_time"},
               {"", "update_time desc"},
               {"", "display_name"},
               {"", "fit_score desc"},
               {"", "behavior_rank desc"},
               {"", "next_follow_up_time"},
               {Equal("owner", owner), "next_follow_up_time"},
               {Equal("pool", absl::StrCat("pools/", pool.ToString())), "update_time desc"},
               {Equal("grade", "A"), "update_time"},
               {Equal("owner", owner), "update_time"},
               {Equal("department", department), "update_time desc"},
               {"state = NEW", "update_time"},
               {Equal("source", source), "update_time desc"},
               {Equal("customer", customer), "update_time"},
               {Equal("credit_code", code), "update_time"},
               {Equal("owner", owner), "create_time desc"},
               {Equal("department", department), "create_time"},
               {"state = NEW", "create_time desc"},
               {"tags:\"展会\"", "name", 2}};  // its row, and the lead's
  EXPECT_EQ(std::size(lists), PathsOf(service_.resources->leads));
  for (const auto& list : lists) {
    v1::ListLeadsRequest request;
    request.set_filter(list.filter);
    request.set_order_by(list.order_by);
    ExpectReadsItsPage<v1::ListLeadsResponse>(leads, request, list.reads_per_row);
  }
}

TEST_F(ListPathTest, LeadInteractions) {
  v1::CreateLeadRequest person;
  person.mutable_lead()->set_display_name("王芳");
  const std::string lead =
      service_.catalog->Of<v1::Lead>().Create<v1::Lead>(service_.call(), person)->name();
  const std::string actor = absl::StrCat("users/", DeriveUuid("user", "o").ToString());
  const resource::Methods& interactions = service_.catalog->Of<v1::LeadInteraction>();
  for (int batch = 0; batch < 4; ++batch) {
    v1::IngestLeadInteractionsRequest request;
    request.set_parent(lead);
    for (int i = 0; i < 600; ++i) {
      v1::LeadInteraction& one = *request.add_requests()->mutable_lead_interaction();
      one.set_channel(customer::v1::Interaction::CALL);
      one.mutable_occur_time()->set_seconds(1'700'000'000 + batch);
      if (i % 2 == 1) one.set_actor(actor);
      (*one.mutable_external_ids())["pbx"] = absl::StrCat(batch, "-", i);
    }
    const auto done =
        interactions.Ingest<v1::IngestLeadInteractionsResponse>(service_.call(), request);
    ASSERT_THAT(done, IsOk());
    ASSERT_EQ(done->results(599).outcome(), metadata::v1::IngestResult::CREATED);
    service_.clock.Advance(absl::Milliseconds(7));
  }
  const struct {
    std::string parent, filter;
    const char* order_by;
    int reads_per_row;
  } lists[] = {{lead, "", "occur_time desc", 1},
               {"leads/-", Equal("actor", actor), "occur_time", 2},
               {"leads/-", "", "occur_time desc", 2},
               {"leads/-", "", "create_time desc", 2}};
  EXPECT_EQ(std::size(lists), PathsOf(service_.resources->lead_interactions));
  EXPECT_EQ(std::size(lists), PathsOf(service_.resources->opportunity_interactions));
  for (const auto& list : lists) {
    v1::ListLeadInteractionsRequest request;
    request.set_parent(list.parent);
    request.set_filter(list.filter);
    request.set_order_by(list.order_by);
    ExpectReadsItsPage<v1::ListLeadInteractionsResponse>(interactions, request, list.reads_per_row);
  }
}

TEST_F(ListPathTest, LeadSources) {
  const resource::Methods& sources = service_.catalog->Of<v1::LeadSource>();
  for (int batch = 0; batch < 10; ++batch) {
    v1::BatchCreateLeadSourcesRequest request;
    for (int i = 0; i < 200; ++i) {
      request.add_requests()->mutable_lead_source()->set_display_name(
          absl::StrCat("展会 ", batch * 200 + i));
    }
    ASSERT_THAT(sources.BatchCreate<v1::BatchCreateLeadSourcesResponse>(service_.call(), request),
                IsOk());
    service_.clock.Advance(absl::Milliseconds(7));
  }
  const char* const orders[] = {"create_time desc", "display_name"};
  EXPECT_EQ(std::size(orders), PathsOf(service_.resources->lead_sources));
  for (const char* order_by : orders) {
    v1::ListLeadSourcesRequest request;
    request.set_order_by(order_by);
    ExpectReadsItsPage<v1::ListLeadSourcesResponse>(sources, request);
  }
}

TEST_F(ListPathTest, CaptureForms) {
  v1::CreateLeadSourceRequest new_source;
  new_source.mutable_lead_source()->set_display_name("展会");
  const std::string source = service_.catalog->Of<v1::LeadSource>()
                                 .Create<v1::LeadSource>(service_.call(), new_source)
                                 ->name();
  const resource::Methods& forms = service_.catalog->Of<v1::CaptureForm>();
  NameGenerator names(11);
  for (int batch = 0; batch < 10; ++batch) {
    v1::BatchCreateCaptureFormsRequest request;
    for (int i = 0; i < 200; ++i) {
      v1::CaptureForm& form = *request.add_requests()->mutable_capture_form();
      form.set_display_name(names.Person());
      form.set_source(source);
      v1::FormField& field = *form.add_fields();
      field.set_key("name");
      field.set_display_name("姓名");
      field.set_type(v1::FormField::TEXT);
      field.set_required(true);
      field.set_lead_field("display_name");
    }
    ASSERT_THAT(forms.BatchCreate<v1::BatchCreateCaptureFormsResponse>(service_.call(), request),
                IsOk());
    service_.clock.Advance(absl::Milliseconds(7));
  }
  const char* const orders[] = {"create_time desc", "display_name"};
  EXPECT_EQ(std::size(orders), PathsOf(service_.resources->capture_forms));
  for (const char* order_by : orders) {
    v1::ListCaptureFormsRequest request;
    request.set_order_by(order_by);
    ExpectReadsItsPage<v1::ListCaptureFormsResponse>(forms, request);
  }
}

}  // namespace
}  // namespace guanxi::lead
