#include "common/events/record_pages.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/db/sql_lint.h"
#include "common/events/partition.h"
#include "common/resource/catalog.h"
#include "common/resource/workshop.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::events {
namespace {

using event::v1::LogEvent;
using metadata::v1::Change;
using resource::ResourceName;
using resource::Stored;
using resource::UnitOfWork;
using resource::testing::Team;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class RecordPagesTest : public ::testing::Test {
 protected:
  RecordPagesTest()
      : catalog_(
            resource::Catalog::Create(shop_.engine.get(),
                                      {shop_.teams.get(), shop_.members.get(), shop_.medals.get(),
                                       shop_.matches.get(), shop_.pacts.get()})
                .value()),
        pages_(shop_.database.get(), catalog_.get()) {}

  // Page after page of all partitions, by id.
  std::map<std::string, LogEvent> ReadAll(const std::string& type) {
    std::map<std::string, LogEvent> all;
    for (int partition = 0; partition < kPartitions; ++partition) {
      RecordPage page;
      do {
        page = pages_.Read(type, partition, page.next_tenant, page.next_id).value();
        for (const LogEvent& record : page.records) {
          EXPECT_EQ(PartitionOf(record.tenant_id(), record.resource_id()), partition);
          EXPECT_TRUE(all.emplace(record.resource_id(), record).second) << "twice";
        }
      } while (!page.next_tenant.IsNil());
    }
    return all;
  }

  const resource::Workshop shop_;
  const std::unique_ptr<const resource::Catalog> catalog_;
  const RecordPages pages_;
};

TEST_F(RecordPagesTest, EveryRecordIsReadOnceAsItIs) {
  constexpr int kTeams = 450;
  ResourceName one;
  ASSERT_THAT(shop_.Run([&](UnitOfWork& work) -> absl::Status {
    for (int i = 0; i < 150; ++i) {
      Team team;
      team.set_title(absl::StrCat("team ", i));
      GUANXI_RETURN_IF_ERROR(work.Insert(*shop_.teams, shop_.NewName(), &team));
    }
    return absl::OkStatus();
  }),
              IsOk());
  for (int i = 150; i < kTeams; ++i) one = shop_.AddTeam(absl::StrCat("team ", i));
  ASSERT_THAT(shop_.Run([&](UnitOfWork& work) -> absl::Status {
    GUANXI_ASSIGN_OR_RETURN(Stored row, work.Get(*shop_.teams, one));
    return work.Delete(*shop_.teams, &row);
  }),
              IsOk());
  const std::map<std::string, LogEvent> all = ReadAll("team");
  EXPECT_THAT(all, SizeIs(kTeams));
  std::map<Change::Kind, int> kinds;
  for (const auto& [id, record] : all) ++kinds[record.kind()];
  EXPECT_EQ(kinds[Change::CREATED], kTeams - 1);
  EXPECT_EQ(kinds[Change::DELETED], 1);
  const LogEvent& deleted = all.at(std::string(one.id.bytes()));
  EXPECT_EQ(deleted.sequence(), 2);
  EXPECT_EQ(deleted.tenant_id(), std::string(shop_.tenant.bytes()));
  Team team;
  ASSERT_TRUE(team.ParseFromString(deleted.before_body()));
  EXPECT_EQ(team.title(), absl::StrCat("team ", kTeams - 1));
}

TEST_F(RecordPagesTest, SomeAreReadByTheirIdsAndOthersAreNotThere) {
  const ResourceName kept = shop_.AddTeam("kept"), gone = shop_.AddTeam("gone");
  shop_.AddTeam("not asked for");
  ASSERT_THAT(shop_.Run([&](UnitOfWork& work) -> absl::Status {
    GUANXI_ASSIGN_OR_RETURN(Stored row, work.Get(*shop_.teams, gone));
    return work.Delete(*shop_.teams, &row);
  }),
              IsOk());
  const std::string tenant(shop_.tenant.bytes());
  const auto bytes = [](const Uuid& id) { return std::string(id.bytes()); };
  const std::vector<std::string> ids = {bytes(gone.id), bytes(DeriveUuid("team", "none")),
                                        bytes(kept.id), bytes(gone.id)};
  const auto some = pages_.Some("team", tenant, ids);
  ASSERT_THAT(some, IsOk());
  EXPECT_THAT(some->left, IsEmpty());
  std::map<std::string, Change::Kind> kinds;
  for (const LogEvent& record : some->records) kinds[record.resource_id()] = record.kind();
  EXPECT_THAT(some->records, SizeIs(2));
  EXPECT_EQ(kinds[bytes(kept.id)], Change::CREATED);
  EXPECT_EQ(kinds[bytes(gone.id)], Change::DELETED);
  const std::string other = bytes(DeriveUuid("tenant", "other"));
  EXPECT_THAT(pages_.Some("team", other, ids)->records, IsEmpty());
  EXPECT_THAT(pages_.Some("customer", tenant, ids), StatusIs(absl::StatusCode::kNotFound));
}

TEST_F(RecordPagesTest, HistoriesTellAllThatHappenedInItsOrder) {
  const ResourceName team = shop_.AddTeam("first");
  for (const char* const title : {"second", "third"}) {
    ASSERT_THAT(shop_.Run([&](UnitOfWork& work) -> absl::Status {
      GUANXI_ASSIGN_OR_RETURN(const Stored row, work.Get(*shop_.teams, team));
      Team next = static_cast<const Team&>(*row.message);
      next.set_title(title);
      return work.Update(*shop_.teams, row, &next).status();
    }),
                IsOk());
  }
  shop_.AddTeam("another");
  const std::string tenant(shop_.tenant.bytes()), id(team.id.bytes());
  const auto all = pages_.ReadHistories("team", tenant, {id}, {});
  ASSERT_THAT(all, IsOk());
  EXPECT_FALSE(all->next.has_value());
  ASSERT_THAT(all->events, SizeIs(3));
  for (size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(all->events[i].sequence(), static_cast<int64_t>(i + 1));
    EXPECT_EQ(all->events[i].resource_id(), id);
  }
  EXPECT_EQ(all->events[0].kind(), Change::CREATED);
  Team last;
  ASSERT_TRUE(last.ParseFromString(all->events[2].after_body()));
  EXPECT_EQ(last.title(), "third");
  // From a place in the middle.
  event::v1::HistoryPlace place;
  place.set_resource_id(id);
  place.set_sequence(1);
  place.set_kind(Change::CREATED);
  place.set_event_id(all->events[0].event_id());
  const auto rest = pages_.ReadHistories("team", tenant, {id}, place);
  ASSERT_THAT(rest, IsOk());
  EXPECT_THAT(rest->events, SizeIs(2));
  const std::string other(DeriveUuid("tenant", "other").bytes());
  EXPECT_THAT(pages_.ReadHistories("team", other, {id}, {})->events, IsEmpty());
  EXPECT_THAT(pages_.ReadHistories("customer", tenant, {id}, {}),
              StatusIs(absl::StatusCode::kNotFound));
}

// What is wrong with a row is found by who reads it, and by nobody who reads another partition.
TEST_F(RecordPagesTest, RowsOfOtherPartitionsAreNotRead) {
  for (int i = 0; i < 40; ++i) shop_.AddTeam("team");
  const std::string broken = shop_.Text("SELECT id FROM teams ORDER BY id LIMIT 1");
  const int its = PartitionOf(shop_.tenant.bytes(), broken);
  ASSERT_THAT(shop_.database->ReadWrite({},
                                        [&](db::Transaction& tx) {
                                          return tx
                                              .Execute({"test.break",
                                                        "UPDATE teams SET body = 'no message' "
                                                        "WHERE tenant_id = ? AND id = ?"},
                                                       {shop_.tenant.bytes(), broken})
                                              .status();
                                        }),
              IsOk());
  for (int partition = 0; partition < kPartitions; ++partition) {
    EXPECT_EQ(pages_.Read("team", partition, Uuid(), Uuid()).ok(), partition != its) << partition;
  }
}

TEST_F(RecordPagesTest, OfATypeThatThereIsNotNothingIsRead) {
  EXPECT_THAT(pages_.Read("customer", 0, Uuid(), Uuid()), StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(ReadAll("member"), IsEmpty());
}

TEST_F(RecordPagesTest, RecordsSayBelowWhatTheyLie) {
  const ResourceName team = shop_.AddTeam("team");
  const ResourceName member = shop_.AddMember(team, "alias");
  const ResourceName medal = shop_.AddMedal(member, "medal");
  EXPECT_EQ(ReadAll("team").begin()->second.parent_ids(), "");
  EXPECT_EQ(ReadAll("member").begin()->second.parent_ids(), team.id.bytes());
  EXPECT_EQ(ReadAll("medal").begin()->second.parent_ids(),
            absl::StrCat(team.id.bytes(), member.id.bytes()));
  EXPECT_EQ(ReadAll("medal").begin()->first, std::string(medal.id.bytes()));
}

TEST_F(RecordPagesTest, StatementsAreFitToRun) {
  EXPECT_THAT(pages_.Queries(), SizeIs(7));
  EXPECT_THAT(db::LintQueries(pages_.Queries()), IsEmpty());
}

}  // namespace
}  // namespace guanxi::events
