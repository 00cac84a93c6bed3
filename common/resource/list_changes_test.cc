// What ListChanges says of a record.
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/base/status_macros.h"
#include "common/resource/reader.h"
#include "common/resource/workshop.h"
#include "common/testing/mariadb.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::resource {
namespace {

using ::testing::ElementsAre;
using testing::ListChangesRequest;
using testing::ListChangesResponse;
using testing::Team;

class ListChangesTest : public ::testing::Test {
 protected:
  absl::Status Change(const ResourceName& name, void (*change)(Team*)) {
    shop_.clock.Advance(absl::Seconds(1));
    return shop_.Run([&](UnitOfWork& work) -> absl::Status {
      GUANXI_ASSIGN_OR_RETURN(const Stored old, work.Get(*shop_.teams, name));
      Team next = static_cast<const Team&>(*old.message);
      change(&next);
      return work.Update(*shop_.teams, old, &next).status();
    });
  }
  absl::Status List(const std::string& name, int page_size, const std::string& token,
                    ListChangesResponse* response) {
    ListChangesRequest request;
    request.set_name(name);
    request.set_page_size(page_size);
    request.set_page_token(token);
    const Reader reader(shop_.engine.get(), shop_.teams.get(), nullptr);
    return reader.ListChanges(shop_.call(), request, response);
  }
  // "UPDATED 2: title first>second", one for each change, the last first.
  std::vector<std::string> Lines(const ResourceName& name, int page_size = 0) {
    std::vector<std::string> lines;
    ListChangesResponse page;
    do {
      const std::string token = page.next_page_token();
      page.Clear();
      const absl::Status status =
          List(FormatName(shop_.teams->type(), name), page_size, token, &page);
      if (!status.ok()) return {status.ToString()};
      for (const auto& change : page.changes()) lines.push_back(Line(change));
    } while (!page.next_page_token().empty());
    return lines;
  }
  static std::string Line(const metadata::v1::Change& change) {
    std::string line =
        absl::StrCat(metadata::v1::Change::Kind_Name(change.kind()), " ", change.etag(), ":");
    for (const auto& field : change.fields()) {
      absl::StrAppend(&line, " ", field.path(), "=", Text(field.before()), ">",
                      Text(field.after()));
    }
    return absl::StrCat(line, change.fact());
  }
  static std::string Text(const google::protobuf::Value& value) {
    if (value.has_string_value()) return value.string_value();
    if (value.has_number_value()) return absl::StrCat(value.number_value());
    return "";
  }

  Workshop shop_;
};

TEST_F(ListChangesTest, SaysFieldByFieldWhatChanged) {
  const ResourceName name = shop_.AddTeam("first");
  ASSERT_THAT(Change(name,
                     [](Team* team) {
                       team->set_title("second");
                       team->mutable_ground()->set_city("杭州");
                       (*team->mutable_colours())["home"] = "red";
                       (*team->mutable_colours())["away"] = "white";
                     }),
              IsOk());
  ASSERT_THAT(Change(name,
                     [](Team* team) {
                       team->mutable_ground()->set_seats(900);
                       (*team->mutable_colours())["home"] = "blue";
                       team->mutable_colours()->erase("away");
                     }),
              IsOk());
  ASSERT_THAT(shop_.Run([&](UnitOfWork& work) -> absl::Status {
    Stored row = work.Get(*shop_.teams, name).value();
    GUANXI_RETURN_IF_ERROR(work.Emit(*shop_.teams, row, "team.won", Team()));
    GUANXI_RETURN_IF_ERROR(work.Project(*shop_.teams, name, [](google::protobuf::Message* message) {
      static_cast<Team*>(message)->set_strength(7);
    }));
    work.Newest(*shop_.teams, &row);
    return work.Delete(*shop_.teams, &row);
  }),
              IsOk());
  EXPECT_THAT(Lines(name),
              ElementsAre("PROJECTED 4: strength=>7", "DELETED 4:", "EMITTED 3:team.won",
                          "UPDATED 3: ground.seats=>900 colours.away=white> colours.home=red>blue",
                          "UPDATED 2: title=first>second ground.city=>杭州 "
                          "colours.away=>white colours.home=>red",
                          "CREATED 1: title=>first"));
  EXPECT_EQ(Lines(name, 2), Lines(name));
}

TEST_F(ListChangesTest, SaysWhoWhenAndWhy) {
  const ResourceName name = shop_.AddTeam("first");
  ListChangesResponse response;
  ASSERT_THAT(List(FormatName(shop_.teams->type(), name), 0, "", &response), IsOk());
  ASSERT_EQ(response.changes_size(), 1);
  const auto& change = response.changes(0);
  EXPECT_EQ(change.actor(), shop_.call().principal.subject);
  EXPECT_EQ(change.change_time().seconds(), 1790000000);
  EXPECT_EQ(change.root_event_id(), change.event_id());
}

TEST_F(ListChangesTest, IsOfTheRecordAlone) {
  const ResourceName name = shop_.AddTeam("first");
  shop_.AddTeam("second");
  EXPECT_EQ(Lines(name).size(), 1u);
  ListChangesResponse response;
  EXPECT_THAT(List(FormatName(shop_.teams->type(), shop_.NewName()), 0, "", &response),
              HasReason("TEAM_NOT_FOUND"));
  EXPECT_THAT(List("teams/x", 0, "", &response), HasReason("INVALID_NAME"));
  ASSERT_THAT(Change(name, [](Team* team) { team->set_title("b"); }), IsOk());
  ASSERT_THAT(List(FormatName(shop_.teams->type(), name), 1, "", &response), IsOk());
  ListChangesResponse other;
  EXPECT_THAT(List(FormatName(shop_.teams->type(), shop_.AddTeam("third")), 1,
                   response.next_page_token(), &other),
              HasReason("INVALID_PAGE_TOKEN"));
}

// Values take more as JSON than where they are stored.
TEST_F(ListChangesTest, APageFitsIntoAnAnswer) {
  constexpr int kTurns = 600;
  const ResourceName name = shop_.AddTeam("team");
  for (int turn = 0; turn < kTurns; ++turn) {
    ASSERT_THAT(Change(name,
                       [](Team* team) {
                         const int seats = team->grounds_size() == 0 ? 1 : team->grounds(0).seats();
                         team->clear_grounds();
                         for (int i = 0; i < 100; ++i) {
                           auto* const ground = team->add_grounds();
                           ground->set_city("x");
                           ground->set_seats(3 - seats);
                         }
                       }),
                IsOk());
  }
  size_t changes = 0, pages = 0;
  ListChangesResponse page;
  do {
    const std::string token = page.next_page_token();
    page.Clear();
    ASSERT_THAT(List(FormatName(shop_.teams->type(), name), 1000, token, &page), IsOk());
    EXPECT_LE(page.ByteSizeLong(), size_t{4} << 20);
    changes += static_cast<size_t>(page.changes_size());
    ++pages;
  } while (!page.next_page_token().empty());
  EXPECT_EQ(changes, static_cast<size_t>(kTurns) + 1);
  EXPECT_GT(pages, 1u);
}

// Those of one version, whatever the clocks of the processes say that make their ids.
TEST_F(ListChangesTest, IsInTheOrderOfWriting) {
  const ResourceName name = shop_.AddTeam("team");
  const auto project = [&](UnitOfWork& work, int strength) {
    return work.Project(*shop_.teams, name, [&](google::protobuf::Message* message) {
      static_cast<Team*>(message)->set_strength(strength);
    });
  };
  const auto emit = [&](UnitOfWork& work, const char* fact) -> absl::Status {
    GUANXI_ASSIGN_OR_RETURN(const Stored row, work.Get(*shop_.teams, name));
    return work.Emit(*shop_.teams, row, fact, Team());
  };
  ASSERT_THAT(shop_.Run([&](UnitOfWork& work) { return project(work, 1); }), IsOk());
  ASSERT_THAT(shop_.Run([&](UnitOfWork& work) { return project(work, 2); }), IsOk());
  ASSERT_THAT(shop_.Run([&](UnitOfWork& work) { return emit(work, "team.won"); }), IsOk());
  ASSERT_THAT(shop_.Run([&](UnitOfWork& work) { return project(work, 3); }), IsOk());
  // The update and what is said of it, in one unit of work: the fact has the lower id.
  ASSERT_THAT(shop_.Run([&](UnitOfWork& work) -> absl::Status {
    GUANXI_ASSIGN_OR_RETURN(const Stored old, work.Get(*shop_.teams, name));
    Team next = static_cast<const Team&>(*old.message);
    next.set_title("later");
    GUANXI_RETURN_IF_ERROR(work.Update(*shop_.teams, old, &next).status());
    return emit(work, "team.renamed");
  }),
              IsOk());
  const std::vector<std::string> wanted = {
      "EMITTED 2:team.renamed", "UPDATED 2: title=team>later", "PROJECTED 1: strength=2>3",
      "EMITTED 1:team.won",     "PROJECTED 1: strength=1>2",   "PROJECTED 1: strength=>1",
      "CREATED 1: title=>team"};
  EXPECT_EQ(Lines(name), wanted);
  EXPECT_EQ(Lines(name, 1), wanted);
  // Another process's clock was behind, and then ahead.
  ASSERT_THAT(
      SharedMariaDb()->Execute(
          "UPDATE changes SET event_id = UNHEX(MD5(CONCAT(sequence, projection, kind))) WHERE "
          "resource_type = 'team'",
          shop_.server.schema),
      IsOk());
  EXPECT_EQ(Lines(name, 2), wanted);
}

}  // namespace
}  // namespace guanxi::resource
