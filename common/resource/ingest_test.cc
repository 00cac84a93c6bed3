// Many new records in one call, and records that tie others together.
#include <string>

#include "absl/strings/str_cat.h"
#include "common/resource/workshop.h"
#include "common/resource/writer.h"
#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"

namespace guanxi::resource {
namespace {

using metadata::v1::IngestResult;
using testing::IngestMatchesRequest;
using testing::IngestMatchesResponse;
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

}  // namespace
}  // namespace guanxi::resource
