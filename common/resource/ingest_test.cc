// Many new records in one call, and records that tie others together.
#include <algorithm>
#include <memory>
#include <numeric>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/resource/reader.h"
#include "common/resource/workshop.h"
#include "common/resource/writer.h"
#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"

namespace guanxi::resource {
namespace {

using metadata::v1::IngestResult;
using testing::IngestMatchesRequest;
using testing::IngestMatchesResponse;
using testing::Match;
using testing::Pact;

class IngestTest : public ::testing::Test {
 protected:
  std::string NameOf(const ResourceName& team) { return FormatName(shop_.teams->type(), team); }
  static void Add(const std::string& id, IngestMatchesRequest* request) {
    auto* const match = request->add_requests()->mutable_match();
    match->set_opponent(absl::StrCat("opponent ", id));
    if (!id.empty()) (*match->mutable_external_ids())["league"] = id;
  }
  IngestMatchesResponse Ingest(const IngestMatchesRequest& request) {
    IngestMatchesResponse response;
    const Writer writer(shop_.engine.get(), shop_.matches.get(), shop_.teams.get());
    EXPECT_THAT(writer.Ingest(shop_.call(), request, &response), IsOk());
    EXPECT_EQ(response.results_size(), request.requests_size());
    return response;
  }
  // The same into matches of another behaviour.
  IngestMatchesResponse Ingest(const Behavior<Match>& behavior,
                               const IngestMatchesRequest& request) {
    const auto matches = Resource::Create(behavior).value();
    EXPECT_THAT(Resource::Link({shop_.teams.get(), shop_.members.get(), matches.get()}), IsOk());
    IngestMatchesResponse response;
    const Writer writer(shop_.engine.get(), matches.get(), shop_.teams.get());
    EXPECT_THAT(writer.Ingest(shop_.call(), request, &response), IsOk());
    EXPECT_THAT(Resource::Link(shop_.all()), IsOk());
    return response;
  }
  // C: created, A: there already, F: failed.
  static std::string Outcomes(const IngestMatchesResponse& response) {
    std::string outcomes;
    for (const IngestResult& result : response.results()) {
      outcomes += IngestResult::Outcome_Name(result.outcome())[0];
    }
    return outcomes;
  }

  Workshop shop_;
};

TEST_F(IngestTest, TakesAThousandInPartsAndOnce) {
  IngestMatchesRequest request;
  request.set_parent(NameOf(shop_.AddTeam("team")));
  for (size_t i = 0; i < kMaxIngest; ++i) Add(absl::StrCat(i), &request);
  const auto first = Ingest(request), second = Ingest(request);
  for (size_t i = 0; i < kMaxIngest; ++i) {
    ASSERT_EQ(first.results(i).outcome(), IngestResult::CREATED) << i;
    ASSERT_EQ(second.results(i).outcome(), IngestResult::ALREADY_THERE) << i;
    ASSERT_EQ(second.results(i).name(), first.results(i).name()) << i;
  }
  EXPECT_EQ(shop_.Number("SELECT COUNT(*) FROM matches"), kMaxIngest);
  EXPECT_EQ(shop_.Number("SELECT COUNT(*) FROM changes WHERE resource_type = 'match' AND kind = 1 "
                         "AND LENGTH(after_body) = 0"),
            kMaxIngest);
  Add("one more", &request);
  IngestMatchesResponse response;
  const Writer writer(shop_.engine.get(), shop_.matches.get(), shop_.teams.get());
  EXPECT_THAT(writer.Ingest(shop_.call(), request, &response), HasReason("INVALID_FIELD"));
}

TEST_F(IngestTest, EachEntryHasAnOutcomeOfItsOwn) {
  IngestMatchesRequest request;
  request.set_parent("teams/-");
  const std::string team = NameOf(shop_.AddTeam("team"));
  for (const char* id : {"1", "", "1", "2", "3", "4", "5"}) Add(id, &request);
  for (auto& entry : *request.mutable_requests()) entry.set_parent(team);
  request.mutable_requests(3)->mutable_match()->set_opponent(std::string(65, 'x'));
  request.mutable_requests(4)->set_parent(NameOf(shop_.NewName()));
  request.mutable_requests(5)->set_parent("teams/-");
  request.mutable_requests(6)->clear_match();
  const auto response = Ingest(request);
  EXPECT_EQ(response.results(0).outcome(), IngestResult::CREATED);
  EXPECT_EQ(response.results(2).outcome(), IngestResult::ALREADY_THERE);
  EXPECT_EQ(response.results(2).name(), response.results(0).name());
  const struct {
    int entry;
    int code;
    const char* message;
  } failed[] = {{1, 3, "requests[1].match.external_ids: is required"},
                {3, 3, "requests[3].match.opponent: has 65 bytes"},
                {4, 5, "not found"},
                {5, 3, "requests[5].parent"},
                {6, 3, "requests[6].match: is required"}};
  for (const auto& one : failed) {
    const IngestResult& result = response.results(one.entry);
    EXPECT_EQ(result.outcome(), IngestResult::FAILED) << one.entry;
    EXPECT_EQ(result.name(), "");
    EXPECT_EQ(result.error().code(), one.code) << result.error().message();
    EXPECT_THAT(result.error().message(), ::testing::HasSubstr(one.message));
    EXPECT_GT(result.error().details_size(), 0);
  }
  EXPECT_EQ(shop_.Number("SELECT COUNT(*) FROM matches"), 1);
}

TEST_F(IngestTest, WhatNothingHeedsIsRefused) {
  IngestMatchesRequest request;
  const std::string team = NameOf(shop_.AddTeam("team")), other = NameOf(shop_.AddTeam("other"));
  request.set_parent(team);
  for (const char* id : {"1", "2", "3", "4", "5"}) Add(id, &request);
  const std::string uuid = DeriveUuid("test", "x").ToString();
  request.mutable_requests(0)->set_match_id(uuid);
  request.mutable_requests(1)->set_request_id(uuid);
  request.mutable_requests(2)->set_validate_only(true);
  request.mutable_requests(3)->set_parent(other);
  request.mutable_requests(4)->set_parent(team);
  const auto response = Ingest(request);
  const char* const fields[] = {"match_id", "request_id", "validate_only", "parent"};
  for (int i = 0; i < 4; ++i) {
    EXPECT_EQ(response.results(i).outcome(), IngestResult::FAILED);
    EXPECT_THAT(response.results(i).error().message(),
                ::testing::HasSubstr(absl::StrCat("requests[", i, "].", fields[i])));
  }
  EXPECT_EQ(response.results(4).outcome(), IngestResult::CREATED);
}

TEST_F(IngestTest, AtMostOneRecordTiesTwoTogether) {
  const std::string a = NameOf(shop_.AddTeam("a")), b = NameOf(shop_.AddTeam("b"));
  const Writer writer(shop_.engine.get(), shop_.pacts.get(), nullptr);
  const auto tie = [&](const std::string& host, const std::string& guest, Pact* made) {
    testing::CreatePactRequest request;
    request.mutable_pact()->set_host(host);
    request.mutable_pact()->set_guest(guest);
    return writer.Create(shop_.call(), request, made);
  };
  Pact first, second;
  EXPECT_THAT(tie(a, b, &first), IsOk());
  EXPECT_THAT(tie(a, b, &second), HasReason("PACT_ALREADY_EXISTS"));
  EXPECT_THAT(tie(b, a, &second), IsOk());
  EXPECT_NE(first.name(), second.name());
  EXPECT_THAT(tie(a, "", &second), HasReason("INVALID_FIELD"));
  EXPECT_THAT(tie(a, "teams/x", &second), HasReason("INVALID_FIELD"));
  testing::DeleteRequest erase;
  erase.set_name(first.name());
  Pact gone, again;
  EXPECT_THAT(writer.Delete(shop_.call(), erase, &gone), IsOk());
  EXPECT_EQ(gone.host(), a);
  EXPECT_THAT(writer.Delete(shop_.call(), erase, &gone), HasReason("PACT_NOT_FOUND"));
  EXPECT_THAT(tie(a, b, &again), IsOk());
  EXPECT_EQ(again.name(), first.name());
}

// Another of the workshop's teams gets a sponsor, before the entry is refused.
TEST_F(IngestTest, WhatDeriveRefusesDoesNotUndoTheOthers) {
  Behavior<Match> behavior;
  const ResourceName team = shop_.AddTeam("team");
  behavior.derive = [&](UnitOfWork& work, ChangeKind, const Match*,
                        const Match& next) -> absl::Status {
    GUANXI_RETURN_IF_ERROR(work.Project(*shop_.teams, team, [](google::protobuf::Message* message) {
      auto* const changed = static_cast<testing::Team*>(message);
      changed->set_strength(changed->strength() + 1);
    }));
    return next.opponent() == "opponent bad" ? InvalidField("opponent", "is bad")
                                             : absl::OkStatus();
  };
  behavior.derives_into_parent = true;
  IngestMatchesRequest request;
  request.set_parent(NameOf(team));
  for (const char* id : {"1", "bad", "2", "2", "3"}) Add(id, &request);
  EXPECT_EQ(Outcomes(Ingest(behavior, request)), "CFCAC");
  EXPECT_EQ(shop_.GetTeam(team).strength(), 3);
  EXPECT_EQ(shop_.Number("SELECT COUNT(*) FROM matches"), 3);
  // Every second one of a thousand.
  request.clear_requests();
  for (size_t i = 0; i < kMaxIngest; ++i) Add(i % 2 == 0 ? absl::StrCat("n", i) : "bad", &request);
  const std::string outcomes = Outcomes(Ingest(behavior, request));
  EXPECT_EQ(std::count(outcomes.begin(), outcomes.end(), 'C'), kMaxIngest / 2);
  EXPECT_EQ(std::count(outcomes.begin(), outcomes.end(), 'F'), kMaxIngest / 2);
  EXPECT_EQ(shop_.GetTeam(team).strength(), 3 + static_cast<int64_t>(kMaxIngest / 2));
}

// What entries derive counts as much as they do.
TEST_F(IngestTest, APartEndsWhereItsTransactionIsFull) {
  Behavior<Match> behavior;
  behavior.derive = [&](UnitOfWork& work, ChangeKind, const Match*, const Match&) -> absl::Status {
    for (int i = 0; i < 3; ++i) {
      testing::Team team;
      GUANXI_RETURN_IF_ERROR(work.Insert(*shop_.teams, shop_.NewName(), &team));
    }
    return absl::OkStatus();
  };
  IngestMatchesRequest request;
  request.set_parent(NameOf(shop_.AddTeam("team")));
  for (int i = 0; i < kMaxWrites; ++i) Add(absl::StrCat(i), &request);
  EXPECT_EQ(Outcomes(Ingest(behavior, request)), std::string(kMaxWrites, 'C'));
  EXPECT_EQ(shop_.Number("SELECT COUNT(*) FROM teams"), 1 + 3 * kMaxWrites);
}

TEST_F(IngestTest, SendersOfTheSameEntriesAtOnceAreAllServed) {
  constexpr int kSenders = 8;
  for (const bool in_order : {true, false}) {
    SCOPED_TRACE(in_order ? "in order" : "in any order");
    const std::string team = NameOf(shop_.AddTeam("team"));
    std::vector<IngestMatchesResponse> responses(kSenders);
    std::vector<std::thread> senders;
    for (int sender = 0; sender < kSenders; ++sender) {
      senders.emplace_back([&, sender] {
        std::vector<int> ids(400);
        std::iota(ids.begin(), ids.end(), 1000);
        std::shuffle(ids.begin(), ids.end(), std::mt19937(sender));
        if (in_order) std::sort(ids.begin(), ids.begin() + 100);
        IngestMatchesRequest request;
        request.set_parent(team);
        for (int i = 0; i < 100; ++i) Add(absl::StrCat(in_order ? "o" : "a", ids[i]), &request);
        const Writer writer(shop_.engine.get(), shop_.matches.get(), shop_.teams.get());
        EXPECT_THAT(writer.Ingest(shop_.call(), request, &responses[sender]), IsOk());
      });
    }
    for (std::thread& sender : senders) sender.join();
    for (const auto& response : responses) {
      EXPECT_EQ(Outcomes(response).find('F'), std::string::npos) << response.ShortDebugString();
    }
  }
}

TEST_F(IngestTest, ARecordThatComesAgainGoesOnInItsSequence) {
  const std::string a = NameOf(shop_.AddTeam("a")), b = NameOf(shop_.AddTeam("b"));
  const Writer writer(shop_.engine.get(), shop_.pacts.get(), nullptr);
  testing::CreatePactRequest request;
  request.mutable_pact()->set_host(a);
  request.mutable_pact()->set_guest(b);
  Pact first, again, gone;
  ASSERT_THAT(writer.Create(shop_.call(), request, &first), IsOk());
  testing::DeleteRequest erase;
  erase.set_name(first.name());
  ASSERT_THAT(writer.Delete(shop_.call(), erase, &gone), IsOk());
  ASSERT_THAT(writer.Create(shop_.call(), request, &again), IsOk());
  ASSERT_EQ(again.name(), first.name());
  EXPECT_EQ(shop_.Text("SELECT GROUP_CONCAT(sequence ORDER BY event_id) FROM changes WHERE "
                       "resource_type = 'pact'"),
            "1,2,3");
  testing::ListChangesRequest list;
  list.set_name(first.name());
  testing::ListChangesResponse changes;
  const Reader reader(shop_.engine.get(), shop_.pacts.get(), nullptr);
  ASSERT_THAT(reader.ListChanges(shop_.call(), list, &changes), IsOk());
  ASSERT_EQ(changes.changes_size(), 3);
  // The last first.
  EXPECT_EQ(changes.changes(0).kind(), metadata::v1::Change::CREATED);
  EXPECT_EQ(changes.changes(1).kind(), metadata::v1::Change::DELETED);
}

TEST_F(IngestTest, AnUpsertMakesNoSecondRecordBetweenTwo) {
  const std::string a = NameOf(shop_.AddTeam("a")), b = NameOf(shop_.AddTeam("b"));
  const Writer writer(shop_.engine.get(), shop_.pacts.get(), nullptr);
  testing::UpdatePactRequest upsert;
  upsert.mutable_pact()->set_host(a);
  upsert.mutable_pact()->set_guest(b);
  upsert.mutable_pact()->set_name(FormatName(shop_.pacts->type(), shop_.NewName()));
  upsert.set_allow_missing(true);
  Pact made;
  EXPECT_THAT(writer.Update(shop_.call(), upsert, &made),
              StatusIs(absl::StatusCode::kInvalidArgument, ::testing::HasSubstr("pact.name")));
  EXPECT_EQ(shop_.Number("SELECT COUNT(*) FROM pacts"), 0);
  const Uuid id = EdgeId(shop_.pacts->type(), upsert.pact(), "").value();
  upsert.mutable_pact()->set_name(FormatName(shop_.pacts->type(), ChildOf({}, id)));
  EXPECT_THAT(writer.Update(shop_.call(), upsert, &made), IsOk());
  EXPECT_THAT(writer.Update(shop_.call(), upsert, &made), IsOk());
  EXPECT_EQ(shop_.Number("SELECT COUNT(*) FROM pacts"), 1);
}

}  // namespace
}  // namespace guanxi::resource
