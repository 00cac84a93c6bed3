#include "common/events/tenant_events.h"

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/events/event_log.h"
#include "common/events/relay.h"
#include "common/resource/catalog.h"
#include "common/resource/workshop.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::events {
namespace {

using event::v1::Event;
using event::v1::ListEventsRequest;
using event::v1::ListEventsResponse;
using metadata::v1::Change;
using resource::ResourceName;
using resource::Stored;
using resource::UnitOfWork;
using resource::testing::Team;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class TenantEventsTest : public ::testing::Test {
 protected:
  TenantEventsTest()
      : catalog_(resource::Catalog::Create(shop_.engine.get(), shop_.all()).value()),
        log_(shop_.database.get(), &shop_.clock, &ids_),
        events_(shop_.database.get(), shop_.engine.get(), catalog_.get()) {}

  // The rest of what happened goes into the log.
  void Relay() {
    events::Relay::Options options;
    options.service = "test";
    options.owner = "test";
    events::Relay relay(shop_.database.get(), &shop_.clock, nullptr, options);
    while (relay.Turn()->moved > 0) {
    }
  }
  ListEventsResponse List(const std::string& token, int page_size = 0) {
    ListEventsRequest request;
    request.set_token(token);
    request.set_page_size(page_size);
    const auto response = events_.List(shop_.call(), request);
    EXPECT_THAT(response, IsOk());
    return response.value_or(ListEventsResponse());
  }
  ListEventsResponse Oldest() {
    ListEventsRequest request;
    request.set_start(ListEventsRequest::OLDEST);
    return events_.List(shop_.call(), request).value();
  }
  // Of the records that have events.
  std::vector<std::string> Names() {
    const ListEventsResponse page = Oldest();
    std::vector<std::string> names;
    for (const Event& event : page.events()) names.push_back(event.name());
    return names;
  }
  void Execute(const std::string& sql) {
    EXPECT_THAT(
        shop_.database->ReadWrite(
            {},
            [&](db::Transaction& tx) {
              return tx.Execute({"test.execute", sql, /*infrastructure=*/true}, {}).status();
            }),
        IsOk());
  }
  absl::Status Retitle(const ResourceName& team, const std::string& title) {
    return shop_.Run([&](UnitOfWork& work) -> absl::Status {
      GUANXI_ASSIGN_OR_RETURN(const Stored old, work.Get(*shop_.teams, team));
      Team next = static_cast<const Team&>(*old.message);
      next.set_title(title);
      return work.Update(*shop_.teams, old, &next).status();
    });
  }

  resource::Workshop shop_;
  UuidSource ids_;
  const std::unique_ptr<const resource::Catalog> catalog_;
  EventLog log_;
  const TenantEvents events_;
};

TEST_F(TenantEventsTest, TellWhatHappenedToWhichRecord) {
  const std::string now = List("").next_token();
  const ResourceName team = shop_.AddTeam("first");
  ASSERT_THAT(Retitle(team, "second"), IsOk());
  Relay();
  const ListEventsResponse response = List(now);
  ASSERT_EQ(response.events_size(), 2);
  EXPECT_FALSE(response.more());
  EXPECT_FALSE(response.gap());
  const Event& created = response.events(0);
  EXPECT_EQ(created.resource_type(), "guanxi.dev/Team");
  EXPECT_EQ(created.name(), absl::StrCat("teams/", team.id.ToString()));
  EXPECT_EQ(created.change().kind(), Change::CREATED);
  const Change& updated = response.events(1).change();
  EXPECT_EQ(updated.kind(), Change::UPDATED);
  EXPECT_EQ(updated.actor(), shop_.call().principal.subject);
  EXPECT_EQ(updated.etag(), "2");
  ASSERT_EQ(updated.fields_size(), 1);
  EXPECT_EQ(updated.fields(0).path(), "title");
  EXPECT_EQ(updated.fields(0).before().string_value(), "first");
  EXPECT_EQ(updated.fields(0).after().string_value(), "second");
  // Read once more, there is nothing more.
  EXPECT_THAT(List(response.next_token()).events(), IsEmpty());
}

TEST_F(TenantEventsTest, NamesHaveParentsAsLongAsTheyAreKnown) {
  const ResourceName team = shop_.AddTeam("team");
  const ResourceName member = shop_.AddMember(team, "alias");
  Relay();
  const std::string full = absl::StrCat("teams/", team.id.ToString(), "/members/");
  EXPECT_THAT(Names(), ::testing::Contains(absl::StrCat(full, member.id.ToString())));
  Execute("DELETE FROM members");
  EXPECT_THAT(Names(), ::testing::Contains(absl::StrCat(full, member.id.ToString())));
  // As events are that were written before they told of it.
  Execute("UPDATE changes SET parent_ids = ''");
  EXPECT_THAT(Names(), ::testing::Contains(absl::StrCat("teams/-/members/", member.id.ToString())));
}

TEST_F(TenantEventsTest, AnotherTenantSeesNothingOfIt) {
  shop_.AddTeam("team");
  Relay();
  rpc::Call other = shop_.call();
  other.principal.tenant = DeriveUuid("tenant", "another");
  ListEventsRequest request;
  request.set_start(ListEventsRequest::OLDEST);
  const auto response = events_.List(other, request);
  ASSERT_THAT(response, IsOk());
  EXPECT_THAT(response->events(), IsEmpty());
  // Nor does its token open anything for somebody else.
  request.set_start(ListEventsRequest::START_UNSPECIFIED);
  request.set_token(Oldest().next_token());
  EXPECT_THAT(events_.List(other, request), HasReason("INVALID_FIELD"));
}

TEST_F(TenantEventsTest, PagesGoOnWhereTheOneBeforeEnded) {
  for (int i = 0; i < 25; ++i) shop_.AddTeam(absl::StrCat("team ", i));
  const std::string now = List("").next_token();
  for (int i = 0; i < 25; ++i) shop_.AddTeam(absl::StrCat("late ", i));
  Relay();
  std::vector<std::string> ids;
  ListEventsResponse page = List(now, 10);
  while (true) {
    EXPECT_LE(page.events_size(), 10);
    for (const Event& event : page.events()) ids.push_back(event.change().event_id());
    if (!page.more()) break;
    page = List(page.next_token(), 10);
  }
  // Those that were in the outbox still when the token was made come, too.
  EXPECT_THAT(ids, SizeIs(50));
  EXPECT_THAT(std::set<std::string>(ids.begin(), ids.end()), SizeIs(50));
}

// Whatever they take as they are shown, which is more than in the log.
TEST_F(TenantEventsTest, PagesHoldWhatAnAnswerHolds) {
  constexpr int64_t kBytes = 2000;
  const TenantEvents bounded(shop_.database.get(), shop_.engine.get(), catalog_.get(), kBytes);
  for (int i = 0; i < 25; ++i) shop_.AddTeam(absl::StrCat("team ", i));
  Relay();
  ListEventsRequest request;
  request.set_start(ListEventsRequest::OLDEST);
  std::set<std::string> ids;
  int pages = 0;
  bool more = true;
  while (more) {
    const auto page = bounded.List(shop_.call(), request);
    ASSERT_THAT(page, IsOk());
    ASSERT_LT(++pages, 100);
    int64_t bytes = 0;
    for (const Event& event : page->events()) {
      bytes += static_cast<int64_t>(event.ByteSizeLong());
      EXPECT_TRUE(ids.insert(event.change().event_id()).second);
    }
    EXPECT_TRUE(bytes <= kBytes || page->events_size() == 1) << bytes;
    more = page->more();
    request.clear_start();
    request.set_token(page->next_token());
  }
  EXPECT_THAT(ids, SizeIs(25));
}

TEST_F(TenantEventsTest, WhatIsMissingIsSaid) {
  const std::string token = List("").next_token();
  shop_.AddTeam("team");
  Relay();
  ASSERT_THAT(log_.Renew(), IsOk());
  const ListEventsResponse response = List(token);
  EXPECT_TRUE(response.gap());
  EXPECT_THAT(response.events(), IsEmpty());
  EXPECT_FALSE(List(response.next_token()).gap());
}

TEST_F(TenantEventsTest, RequestsThatMakeNoSenseAreRefused) {
  ListEventsRequest request;
  request.set_token("AAAA");
  EXPECT_THAT(FieldViolations(events_.List(shop_.call(), request).status()), SizeIs(1));
  request.set_token(List("").next_token());
  request.set_start(ListEventsRequest::NOW);
  EXPECT_EQ(FieldViolations(events_.List(shop_.call(), request).status())[0].path, "start");
  request.Clear();
  request.set_page_size(-1);
  EXPECT_EQ(FieldViolations(events_.List(shop_.call(), request).status())[0].path, "page_size");
}

}  // namespace
}  // namespace guanxi::events
