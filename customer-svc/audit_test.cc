// What people did, out of both tables, and refusals on their way in.
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/audit/audit_log.h"
#include "common/audit/audit_reader.h"
#include "common/audit/refusals.h"
#include "common/db/sql_lint.h"
#include "common/errors/errors.h"
#include "common/policy/policy.h"
#include "common/policy/rights.h"
#include "common/testing/eventually.h"
#include "common/testing/status_matchers.h"
#include "customer-svc/test_service.h"
#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "guanxi/customer/v1/customer_service.pb.h"
#include "guanxi/customer/v1/customer_share_service.pb.h"

namespace guanxi::audit {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr char kAlice[] = "users/018f0000-0000-7000-8000-00000000000a";
constexpr char kBob[] = "users/018f0000-0000-7000-8000-00000000000b";

class AuditTest : public ::testing::Test {
 protected:
  rpc::Call CallOf(const std::string& subject) const {
    rpc::Call call = service_.call();
    call.principal.subject = subject;
    call.method = "/guanxi.customer.v1.AuditService/ListAuditRecords";
    return call;
  }

  std::string Create(const std::string& subject, const std::string& name) {
    customer::v1::CreateCustomerRequest request;
    *request.mutable_customer() = customer::TestService::Company(name);
    service_.clock.Advance(absl::Seconds(10));
    return service_.customers->Create<customer::v1::Customer>(CallOf(subject), request)->name();
  }

  void Update(const std::string& subject, const std::string& name) {
    customer::v1::UpdateCustomerRequest request;
    request.mutable_customer()->set_name(name);
    request.mutable_customer()->set_city("杭州");
    request.mutable_update_mask()->add_paths("city");
    service_.clock.Advance(absl::Seconds(10));
    ASSERT_THAT(service_.customers->Update<customer::v1::Customer>(CallOf(subject), request),
                IsOk());
  }

  void Write(Entry entry) {
    service_.clock.Advance(absl::Seconds(10));
    entry.event = service_.environment->uuids().Next();
    entry.time = service_.clock.Now();
    ASSERT_THAT(
        service_.database->ReadWrite(
            {}, [&](db::Transaction& tx) { return audit::Write(tx, service_.tenant, {entry}); }),
        IsOk());
  }

  // All pages.
  std::vector<v1::AuditRecord> List(const rpc::Call& call, const std::string& filter,
                                    int page_size = 0) {
    v1::ListAuditRecordsRequest request;
    request.set_filter(filter);
    request.set_page_size(page_size);
    std::vector<v1::AuditRecord> all;
    do {
      const auto page = reader_.List(call, request);
      EXPECT_THAT(page, IsOk());
      if (!page.ok()) break;
      EXPECT_LE(page->audit_records_size(), page_size == 0 ? 50 : page_size);
      for (const auto& record : page->audit_records()) all.push_back(record);
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
    return all;
  }
  // "CREATED by bob", the last first.
  std::vector<std::string> Lines(const std::string& filter, int page_size = 0) {
    std::vector<std::string> lines;
    for (const auto& record : List(CallOf(kAlice), filter, page_size)) {
      lines.push_back(absl::StrCat(v1::AuditRecord::Kind_Name(record.kind()), " by ",
                                   record.actor() == kBob ? "bob" : "alice"));
    }
    return lines;
  }

  customer::TestService service_;
  const AuditReader reader_{service_.engine.get(), service_.resources->all()};
};

Entry Export(const std::string& actor) {
  Entry entry;
  entry.kind = v1::AuditRecord::EXPORTED;
  entry.actor = actor;
  entry.resource_type = "guanxi.dev/Customer";
  entry.method = "/guanxi.customer.v1.CustomerService/ExportCustomers";
  return entry;
}

TEST_F(AuditTest, BothTablesAreOneListTheLastFirst) {
  const std::string name = Create(kAlice, "灵动传媒");
  Write(Export(kBob));
  Update(kBob, name);
  Write(Export(kAlice));
  for (const int page_size : {0, 1, 2, 3, 4}) {
    EXPECT_THAT(Lines("", page_size), ElementsAre("EXPORTED by alice", "UPDATED by bob",
                                                  "EXPORTED by bob", "CREATED by alice"))
        << page_size;
  }
}

TEST_F(AuditTest, ARecordSaysWhatHappenedAndToWhat) {
  const std::string name = Create(kAlice, "灵动传媒");
  Update(kBob, name);
  Write(Export(kBob));
  const auto records = List(CallOf(kAlice), "");
  ASSERT_EQ(records.size(), 3u);
  EXPECT_EQ(records[0].method(), "guanxi.customer.v1.CustomerService/ExportCustomers");
  EXPECT_EQ(records[0].resource_type(), "guanxi.dev/Customer");
  EXPECT_EQ(records[1].resource_type(), "guanxi.dev/Customer");
  EXPECT_EQ(absl::StrCat("customers/", records[1].resource_id()), name);
  EXPECT_THAT(records[1].fields(), ElementsAre("city"));
  EXPECT_EQ(records[1].record_time().seconds(), absl::ToUnixSeconds(service_.clock.Now()) - 10);
}

TEST_F(AuditTest, IsFilteredByActorResourceKindAndTime) {
  const std::string first = Create(kAlice, "灵动传媒");
  const std::string second = Create(kBob, "云帆");
  const std::string between = absl::FormatTime(service_.clock.Now() + absl::Seconds(5));
  Update(kBob, first);
  Write(Export(kBob));
  EXPECT_THAT(Lines(absl::StrCat("actor = \"", kBob, "\"")),
              ElementsAre("EXPORTED by bob", "UPDATED by bob", "CREATED by bob"));
  const std::string id = first.substr(first.find('/') + 1);
  EXPECT_THAT(Lines(absl::StrCat("resource_id = \"", id, "\"")),
              ElementsAre("UPDATED by bob", "CREATED by alice"));
  EXPECT_THAT(Lines("resource_id = \"nothing\""), IsEmpty());
  EXPECT_THAT(Lines("kind = CREATED"), ElementsAre("CREATED by bob", "CREATED by alice"));
  EXPECT_THAT(Lines(absl::StrCat("record_time >= \"", between, "\"")),
              ElementsAre("EXPORTED by bob", "UPDATED by bob"));
  EXPECT_THAT(Lines(absl::StrCat("record_time < \"", between, "\" AND actor = \"", kBob, "\"")),
              ElementsAre("CREATED by bob"));
  EXPECT_THAT(Lines("resource_type = \"guanxi.dev/Customer\" AND NOT kind = CREATED"),
              ElementsAre("EXPORTED by bob", "UPDATED by bob"));
}

TEST_F(AuditTest, BadRequestsAreNamed) {
  v1::ListAuditRecordsRequest request;
  request.set_filter("note = \"x\"");
  EXPECT_THAT(reader_.List(CallOf(kAlice), request), HasReason("INVALID_FILTER"));
  request.set_filter("");
  request.set_page_size(-1);
  EXPECT_THAT(reader_.List(CallOf(kAlice), request), HasReason("INVALID_PAGE_SIZE"));
  request.set_page_size(1);
  Create(kAlice, "灵动传媒");
  Create(kAlice, "云帆");
  const auto page = reader_.List(CallOf(kAlice), request);
  ASSERT_THAT(page, IsOk());
  request.set_page_token(page->next_page_token());
  EXPECT_THAT(reader_.List(CallOf(kBob), request), HasReason("INVALID_PAGE_TOKEN"));
  request.set_filter("kind = CREATED");
  EXPECT_THAT(reader_.List(CallOf(kAlice), request), HasReason("INVALID_PAGE_TOKEN"));
}

TEST_F(AuditTest, OtherTenantsAreNotInIt) {
  Create(kAlice, "灵动传媒");
  Write(Export(kAlice));
  rpc::Call other = service_.CallOf(service_.other_tenant);
  EXPECT_THAT(List(other, ""), IsEmpty());
  EXPECT_THAT(List(other, absl::StrCat("actor = \"", kAlice, "\"")), IsEmpty());
}

// A scope that is not all of the tenant is oneself.
TEST_F(AuditTest, WhoMayNotReviewOthersReviewsHimself) {
  Create(kAlice, "灵动传媒");
  const std::string name = Create(kBob, "云帆");
  access::v1::PolicySnapshot snapshot;
  ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(
      absl::StrCat("version: 1 roles {name: 'roles/r' permissions {pattern: 'audit.*' scope: "
                   "SUBTREE}} users {name: '",
                   kBob, "' active: true roles: 'roles/r'}"),
      &snapshot));
  rpc::Call bob = CallOf(kBob);
  bob.principal.rights =
      policy::Policy::Compile(snapshot)->Decide(bob.principal, "audit.review").value();
  ASSERT_EQ(List(bob, "").size(), 1u);
  EXPECT_EQ(List(bob, "")[0].actor(), kBob);
  EXPECT_THAT(List(bob, absl::StrCat("actor = \"", kAlice, "\"")), IsEmpty());
  EXPECT_EQ(
      List(bob, absl::StrCat("resource_id = \"", name.substr(name.find('/') + 1), "\"")).size(),
      1u);
  bob.principal.rights = nullptr;
  EXPECT_THAT(reader_.List(bob, {}), HasReason("RIGHTS_MISSING"));
}

absl::Status Denied() {
  return Error(absl::StatusCode::kPermissionDenied, "METHOD_NOT_ALLOWED", "no");
}

TEST_F(AuditTest, OneRefusalAMinuteOfACallerAndMethodIsKept) {
  UuidSource other_ids(&service_.clock);
  Refusals one(service_.database.get(), &service_.environment->uuids(), &service_.clock);
  Refusals replica(service_.database.get(), &other_ids, &service_.clock);
  const Principal bob = CallOf(kBob).principal;
  for (int minute = 0; minute < 2; ++minute) {
    for (int i = 0; i < 5; ++i) {
      one.Note(bob, "/s/Get", Denied());
      replica.Note(bob, "/s/Get", Denied());
    }
    one.Note(bob, "/s/List", Denied());
    ASSERT_THAT(one.Flush(), IsOk());
    ASSERT_THAT(replica.Flush(), IsOk());
    service_.clock.Advance(absl::Minutes(1));
  }
  const auto records = List(CallOf(kAlice), "kind = REFUSED");
  ASSERT_EQ(records.size(), 4u);
  EXPECT_EQ(records[0].actor(), kBob);
  EXPECT_EQ(records[0].reason(), "METHOD_NOT_ALLOWED");
  EXPECT_EQ(List(CallOf(kAlice), "method = \"s/Get\"").size(), 2u);
}

TEST_F(AuditTest, RefusalsAreWrittenWithoutBeingAsked) {
  Refusals refusals(service_.database.get(), &service_.environment->uuids(), &service_.clock,
                    absl::Milliseconds(10));
  refusals.Note(CallOf(kBob).principal, "/s/Get", Denied());
  EXPECT_TRUE(Eventually([&] { return List(CallOf(kAlice), "kind = REFUSED").size() == 1; }));
}

TEST_F(AuditTest, WhatIsLeftIsWrittenAtTheEnd) {
  {
    Refusals refusals(service_.database.get(), &service_.environment->uuids(), &service_.clock,
                      absl::Hours(1));
    refusals.Note(CallOf(kBob).principal, "/s/Get", Denied());
  }
  EXPECT_EQ(List(CallOf(kAlice), "kind = REFUSED").size(), 1u);
}

// Also once the share is gone, which is removed and not marked.
TEST_F(AuditTest, ChangesOfAShareSayWithWhom) {
  customer::v1::CreateCustomerShareRequest create;
  create.set_parent(Create(kAlice, "灵动传媒"));
  create.mutable_customer_share()->set_user(kBob);
  create.mutable_customer_share()->set_access(metadata::v1::SHARE_READ);
  const auto& shares = service_.catalog->Of<customer::v1::CustomerShare>();
  const auto share = shares.Create<customer::v1::CustomerShare>(CallOf(kAlice), create);
  ASSERT_THAT(share, IsOk());
  service_.clock.Advance(absl::Seconds(10));
  customer::v1::DeleteCustomerShareRequest remove;
  remove.set_name(share->name());
  ASSERT_THAT(shares.Delete<customer::v1::CustomerShare>(CallOf(kAlice), remove), IsOk());
  const auto records = List(CallOf(kAlice), "resource_type = \"guanxi.dev/CustomerShare\"");
  ASSERT_EQ(records.size(), 2u);
  EXPECT_EQ(records[0].kind(), v1::AuditRecord::DELETED);
  EXPECT_EQ(records[1].kind(), v1::AuditRecord::CREATED);
  for (const auto& record : records) EXPECT_EQ(record.subject(), kBob);
  // A customer is about nobody.
  for (const auto& record : List(CallOf(kAlice), "resource_type = \"guanxi.dev/Customer\"")) {
    EXPECT_EQ(record.subject(), "");
  }
}

TEST_F(AuditTest, EveryStatementBindsItsTenant) {
  EXPECT_THAT(db::LintQueries(AuditQueries()), IsEmpty());
  EXPECT_THAT(db::LintQuery(EntryInsert()), IsEmpty());
}

}  // namespace
}  // namespace guanxi::audit
