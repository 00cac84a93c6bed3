// What a review found: each fails on the engine as it is.
#include <algorithm>
#include <atomic>
#include <random>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "common/base/status_macros.h"
#include "common/resource/contributions.h"
#include "common/resource/list_page.h"
#include "common/resource/list_query.h"
#include "common/resource/reader.h"
#include "common/resource/workshop.h"
#include "common/resource/writer.h"
#include "common/testing/eventually.h"
#include "common/testing/mariadb.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "guanxi/customer/v1/customer.pb.h"
#include "guanxi/customer/v1/customer_service.pb.h"

namespace guanxi::resource {
namespace {

using metadata::v1::IngestResult;
using testing::IngestMatchesRequest;
using testing::IngestMatchesResponse;
using testing::Match;
using testing::Member;
using testing::Pact;
using testing::Team;

class ReviewTest : public ::testing::Test {
 protected:
  std::string NameOf(const ResourceName& team) { return FormatName(shop_.teams->type(), team); }
  static void Add(const std::string& id, IngestMatchesRequest* request) {
    auto* const match = request->add_requests()->mutable_match();
    match->set_opponent(absl::StrCat("opponent ", id));
    (*match->mutable_external_ids())["league"] = id;
  }
  // The matches of the workshop with a Derive of the test's own.
  std::unique_ptr<const Resource> MatchesThat(Behavior<Match> behavior) {
    auto matches = Resource::Create(behavior).value();
    const absl::Status linked =
        Resource::Link({shop_.teams.get(), shop_.members.get(), matches.get(), shop_.pacts.get()});
    EXPECT_THAT(linked, IsOk());
    return matches;
  }

  Workshop shop_;
};

// 1. Two times of 2026 in microseconds are 3.6e15; 5,154 of them pass 2^63.
TEST_F(ReviewTest, TimesOfManySourcesAddUpToMoreThanAnInt64) {
  const ResourceName team = shop_.AddTeam("team");
  const int64_t now = 1790000000LL * 1000000;
  for (int begin = 0; begin < 5200; begin += 400) {
    ASSERT_THAT(shop_.Run([&](UnitOfWork& work) -> absl::Status {
      for (int i = begin; i < begin + 400; ++i) {
        const Contribution one{"last_match_time", "match", shop_.NewName().id, 1, now + i};
        GUANXI_ASSIGN_OR_RETURN(const Total total, Contribute(work, *shop_.teams, team, one));
        EXPECT_EQ(total.most, now + i);
      }
      return absl::OkStatus();
    }),
                IsOk());
  }
}

// 2. One entry that Derive refuses, among two that it takes.
TEST_F(ReviewTest, AnEntryThatDeriveRefusesDoesNotUndoTheOthers) {
  Behavior<Match> behavior;
  behavior.derive = [](UnitOfWork&, ChangeKind, const Match*, const Match& next) {
    return next.opponent() == "opponent bad" ? InvalidField("opponent", "is bad")
                                             : absl::OkStatus();
  };
  const auto matches = MatchesThat(behavior);
  IngestMatchesRequest request;
  request.set_parent(NameOf(shop_.AddTeam("team")));
  for (const char* id : {"1", "bad", "2"}) Add(id, &request);
  IngestMatchesResponse response;
  const Writer writer(shop_.engine.get(), matches.get(), shop_.teams.get());
  ASSERT_THAT(writer.Ingest(shop_.call(), request, &response), IsOk());
  EXPECT_EQ(response.results(0).outcome(), IngestResult::CREATED) << response.DebugString();
  EXPECT_EQ(response.results(1).outcome(), IngestResult::FAILED);
  EXPECT_EQ(response.results(2).outcome(), IngestResult::CREATED);
}

// 3. Eight senders of overlapping batches, at once.
TEST_F(ReviewTest, SendersOfTheSameEntriesAtOnceAreAllServed) {
  for (const bool in_order : {true, false}) {
    SCOPED_TRACE(in_order ? "in order" : "in any order");
    const std::string team = NameOf(shop_.AddTeam("team"));
    constexpr int kSenders = 8;
    std::vector<IngestMatchesResponse> responses(kSenders);
    std::vector<std::thread> senders;
    for (int sender = 0; sender < kSenders; ++sender) {
      senders.emplace_back([&, sender] {
        std::mt19937 random(sender);
        std::vector<int> ids(400);
        for (int i = 0; i < 400; ++i) ids[i] = i;
        std::shuffle(ids.begin(), ids.end(), random);
        if (in_order) std::sort(ids.begin(), ids.begin() + 100);
        IngestMatchesRequest request;
        request.set_parent(team);
        const char* const kind = in_order ? "o" : "a";
        for (int i = 0; i < 100; ++i) Add(absl::StrCat(kind, 1000 + ids[i]), &request);
        const Writer writer(shop_.engine.get(), shop_.matches.get(), shop_.teams.get());
        EXPECT_THAT(writer.Ingest(shop_.call(), request, &responses[sender]), IsOk());
      });
    }
    for (std::thread& sender : senders) sender.join();
    int failed = 0;
    std::string first;
    for (const auto& response : responses) {
      for (const IngestResult& result : response.results()) {
        if (result.outcome() != IngestResult::FAILED) continue;
        if (failed++ == 0) first = result.error().ShortDebugString();
      }
    }
    EXPECT_EQ(failed, 0) << first;
  }
}

// 4. A record that ties two others is made, removed, and made again.
TEST_F(ReviewTest, ARecordThatComesAgainGoesOnInItsSequence) {
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
}

// 5. A second one between the same two.
TEST_F(ReviewTest, AnUpsertMakesNoSecondRecordBetweenTwo) {
  const std::string a = NameOf(shop_.AddTeam("a")), b = NameOf(shop_.AddTeam("b"));
  const Writer writer(shop_.engine.get(), shop_.pacts.get(), nullptr);
  testing::CreatePactRequest create;
  create.mutable_pact()->set_host(a);
  create.mutable_pact()->set_guest(b);
  Pact first, second;
  ASSERT_THAT(writer.Create(shop_.call(), create, &first), IsOk());
  testing::UpdatePactRequest upsert;
  *upsert.mutable_pact() = create.pact();
  upsert.mutable_pact()->set_name(FormatName(shop_.pacts->type(), shop_.NewName()));
  upsert.set_allow_missing(true);
  EXPECT_FALSE(writer.Update(shop_.call(), upsert, &second).ok()) << second.ShortDebugString();
  EXPECT_EQ(shop_.Number("SELECT COUNT(*) FROM pacts"), 1);
}

// 6. What a client pages through, ordered by a time that some records lack.
TEST_F(ReviewTest, PagesByATimeThatSomeLackHoldAllRecords) {
  std::set<std::string> all;
  for (int i = 0; i < 6; ++i) {
    const ResourceName team = shop_.AddTeam(absl::StrCat("team ", i));
    all.insert(NameOf(team));
    if (i % 2 != 0) continue;
    ASSERT_THAT(shop_.Run([&](UnitOfWork& work) {
      return work.Project(*shop_.teams, team, [&](google::protobuf::Message* message) {
        static_cast<Team*>(message)->mutable_last_match_time()->set_seconds(1700000000 + i);
      });
    }),
                IsOk());
  }
  for (const bool descending : {true, false}) {
    ListSpec spec;
    spec.sort = shop_.teams->type().FindColumn("last_match_time");
    spec.descending = descending;
    std::set<std::string> seen;
    std::optional<page::Cursor> cursor;
    do {
      ASSERT_THAT(shop_.database->ReadOnly({},
                                           [&](db::Transaction& tx) -> absl::Status {
                                             GUANXI_ASSIGN_OR_RETURN(
                                                 ListPage page,
                                                 ReadListPage(tx, shop_.teams->type(), shop_.tenant,
                                                              spec, cursor, 2));
                                             for (const Stored& row : page.rows) {
                                               seen.insert(NameOf(row.name));
                                             }
                                             cursor = page.next;
                                             return absl::OkStatus();
                                           }),
                  IsOk());
    } while (cursor.has_value());
    EXPECT_EQ(seen.size(), all.size()) << (descending ? "descending" : "ascending");
  }
}

// 7. The bin's filter without the bin.
TEST_F(ReviewTest, NoListPathServesAFilterThatReadsEveryRow) {
  const auto customers = Resource::Create(Behavior<customer::v1::Customer>()).value();
  const Reader reader(nullptr, customers.get(), nullptr);
  customer::v1::ListCustomersRequest request;
  request.set_filter("delete_time:*");
  EXPECT_EQ(reader.ListLane(request), rpc::Lane::kScan);
}

// 8. Children beyond the first 201, when the unit of work let go of some of the first.
TEST_F(ReviewTest, ChildrenAreListedInWhole) {
  const ResourceName team = shop_.AddTeam("team");
  std::vector<ResourceName> names;
  for (int i = 0; i < 205; ++i) names.push_back(shop_.AddMember(team, absl::StrCat(i)));
  EXPECT_THAT(shop_.Run([&](UnitOfWork& work) -> absl::Status {
    for (int i = 0; i < 10; ++i) {
      GUANXI_ASSIGN_OR_RETURN(Stored row, work.Get(*shop_.members, names[i]));
      GUANXI_RETURN_IF_ERROR(work.Delete(*shop_.members, &row));
    }
    GUANXI_ASSIGN_OR_RETURN(const auto children, work.ListByParent(*shop_.members, team.id));
    EXPECT_EQ(children.size(), 195u);
    return absl::OkStatus();
  }),
              IsOk());
}

// 9. Who turns to another ally while the first one is being deleted.
TEST_F(ReviewTest, AReferenceThatWasTurnedAwayIsNotCleared) {
  const ResourceName ally = shop_.AddTeam("ally"), other = shop_.AddTeam("other");
  const ResourceName name = shop_.NewName();
  ASSERT_THAT(shop_.Run([&](UnitOfWork& work) {
    Team team;
    team.set_ally(NameOf(ally));
    return work.Insert(*shop_.teams, name, &team);
  }),
              IsOk());
  absl::Notification turned;
  std::thread turner([&] {
    EXPECT_THAT(shop_.Run([&](UnitOfWork& work) -> absl::Status {
      GUANXI_ASSIGN_OR_RETURN(const Stored old, work.Get(*shop_.teams, name));
      Team next = static_cast<const Team&>(*old.message);
      next.set_ally(NameOf(other));
      GUANXI_RETURN_IF_ERROR(work.Update(*shop_.teams, old, &next).status());
      if (!turned.HasBeenNotified()) turned.Notify();
      // Until the deletion waits for the row.
      EXPECT_TRUE(Eventually(
          [&] {
            return shop_.Number(
                       "SELECT COUNT(*) FROM information_schema.innodb_trx WHERE trx_state = "
                       "'LOCK WAIT'") > 0;
          },
          absl::Seconds(20), absl::Milliseconds(200)));  // InnoDB looks anew after 100 ms of rest
      return absl::OkStatus();
    }),
                IsOk());
  });
  turned.WaitForNotification();
  EXPECT_THAT(shop_.Run([&](UnitOfWork& work) -> absl::Status {
    GUANXI_ASSIGN_OR_RETURN(Stored row, work.Get(*shop_.teams, ally));
    return work.Delete(*shop_.teams, &row);
  }),
              IsOk());
  turner.join();
  EXPECT_EQ(shop_.GetTeam(name).ally(), NameOf(other));
}

// 10. A page of changes is bounded as it is stored, not as it is sent.
TEST_F(ReviewTest, APageOfChangesFitsIntoAnAnswer) {
  const ResourceName name = shop_.AddTeam("team");
  for (int turn = 0; turn < 600; ++turn) {
    ASSERT_THAT(shop_.Run([&](UnitOfWork& work) -> absl::Status {
      GUANXI_ASSIGN_OR_RETURN(const Stored old, work.Get(*shop_.teams, name));
      Team next = static_cast<const Team&>(*old.message);
      next.clear_grounds();
      for (int i = 0; i < 100; ++i) {
        auto* const ground = next.add_grounds();
        ground->set_city("x");
        ground->set_seats(1 + turn % 2);
      }
      return work.Update(*shop_.teams, old, &next).status();
    }),
                IsOk());
  }
  testing::ListChangesRequest request;
  request.set_name(NameOf(name));
  request.set_page_size(1000);
  testing::ListChangesResponse response;
  const Reader reader(shop_.engine.get(), shop_.teams.get(), nullptr);
  ASSERT_THAT(reader.ListChanges(shop_.call(), request, &response), IsOk());
  EXPECT_LE(response.ByteSizeLong(), static_cast<size_t>(kMaxAnswerBytes));
}

// 11. Lists take relative times from the service's clock.
TEST_F(ReviewTest, RelativeTimesAreThoseOfTheServicesClock) {
  shop_.AddTeam("team");
  shop_.clock.Advance(absl::Hours(10 * 24));
  const auto count = [&](const std::string& filter) {
    const auto spec = MakeListSpec(shop_.teams->type(), CustomFields(), filter, "");
    EXPECT_THAT(spec, IsOk());
    int64_t rows = -1;
    EXPECT_THAT(shop_.database->ReadOnly({},
                                         [&](db::Transaction& tx) -> absl::Status {
                                           GUANXI_ASSIGN_OR_RETURN(
                                               rows, CountRows(tx, shop_.teams->type(),
                                                               shop_.tenant, *spec));
                                           return absl::OkStatus();
                                         }),
                IsOk());
    return rows;
  };
  EXPECT_EQ(count("create_time > ago(\"11d\")"), 1);
  EXPECT_EQ(count("create_time > ago(\"9d\")"), 0);
}

// 12. Parents in opposite orders.
TEST_F(ReviewTest, SendersOfOppositeOrdersAreAllServed) {
  const ResourceName a = shop_.AddTeam("a"), b = shop_.AddTeam("b");
  const Resource* teams = shop_.teams.get();
  std::unique_ptr<const Resource> matches;
  Behavior<Match> behavior;
  behavior.derives_into_parent = true;
  behavior.derive = [&](UnitOfWork& work, ChangeKind, const Match*, const Match& next) {
    ResourceName team;
    team.id = ParseName(matches->type(), next.name(), "name").value().parent;
    return work.Project(*teams, team, [](google::protobuf::Message* message) {
      auto* const changed = static_cast<Team*>(message);
      changed->set_strength(changed->strength() + 1);
    });
  };
  matches = MatchesThat(behavior);
  std::atomic<int> failed{0};
  std::vector<std::thread> senders;
  for (int sender = 0; sender < 8; ++sender) {
    senders.emplace_back([&, sender] {
      for (int turn = 0; turn < 5; ++turn) {
        IngestMatchesRequest request;
        request.set_parent("teams/-");
        for (int i = 0; i < 2; ++i) {
          Add(absl::StrCat(sender, "-", turn, "-", i), &request);
          const bool first = (i + sender) % 2 == 0;
          request.mutable_requests(i)->set_parent(NameOf(first ? a : b));
        }
        IngestMatchesResponse response;
        const Writer writer(shop_.engine.get(), matches.get(), teams);
        EXPECT_THAT(writer.Ingest(shop_.call(), request, &response), IsOk());
        for (const IngestResult& result : response.results()) {
          if (result.outcome() == IngestResult::FAILED) ++failed;
        }
      }
    });
  }
  for (std::thread& sender : senders) sender.join();
  EXPECT_EQ(failed, 0);
  EXPECT_EQ(shop_.GetTeam(a).strength() + shop_.GetTeam(b).strength(), 80);
}

// 14. An entry that states another parent than its call.
TEST_F(ReviewTest, AnEntryOfAnotherParentIsNotPutUnderThisOne) {
  const std::string a = NameOf(shop_.AddTeam("a")), b = NameOf(shop_.AddTeam("b"));
  IngestMatchesRequest request;
  request.set_parent(a);
  Add("1", &request);
  request.mutable_requests(0)->set_parent(b);
  IngestMatchesResponse response;
  const Writer writer(shop_.engine.get(), shop_.matches.get(), shop_.teams.get());
  ASSERT_THAT(writer.Ingest(shop_.call(), request, &response), IsOk());
  EXPECT_EQ(response.results(0).outcome(), IngestResult::FAILED)
      << response.results(0).ShortDebugString() << " though its parent is " << b;
}

// 15. Not a failure expected, a measure: the rows that the children of one parent cost.
TEST_F(ReviewTest, ChildrenAreReadByTheirIndex) {
  const std::string tenant = absl::BytesToHexString(shop_.tenant.bytes());
  ASSERT_THAT(SharedMariaDb()->Execute(
                  absl::StrCat("INSERT INTO members (tenant_id, id, version, live, parent_id, "
                               "create_time, badge, body, personal) SELECT UNHEX('",
                               tenant,
                               "'), UNHEX(MD5(seq)), 1, 1, UNHEX(MD5(CONCAT('p', seq % 2000))), "
                               "NOW(6), '', '', '' FROM seq_1_to_40000"),
                  shop_.server.schema),
              IsOk());
  // Its result set is not read, which spoils the COMMIT behind it; the statistics are made.
  SharedMariaDb()->Execute("ANALYZE TABLE members", shop_.server.schema).IgnoreError();
  int64_t read = -1;
  EXPECT_THAT(shop_.Run([&](UnitOfWork& work) -> absl::Status {
    const db::Query status{
        "test.status",
        "SELECT CAST(SUM(VARIABLE_VALUE) AS SIGNED) FROM information_schema.SESSION_STATUS "
        "WHERE VARIABLE_NAME LIKE 'HANDLER_READ%'",
        true};
    const Uuid parent = Uuid::FromBytes(absl::HexStringToBytes(
                                            shop_.Text("SELECT HEX(MAX(parent_id)) FROM members")))
                            .value();
    GUANXI_ASSIGN_OR_RETURN(const db::Rows before, work.tx().Select(status, {}));
    GUANXI_ASSIGN_OR_RETURN(const db::Rows rows,
                            work.tx().Select(shop_.members->select_children(),
                                             {shop_.tenant.bytes(), parent.bytes(), int64_t{201}}));
    GUANXI_ASSIGN_OR_RETURN(const db::Rows after, work.tx().Select(status, {}));
    EXPECT_EQ(rows.size(), 20u);
    read = after[0].Int64(0) - before[0].Int64(0);
    return absl::OkStatus();
  }),
              IsOk());
  EXPECT_LT(read, 2000);  // the status itself reads about a thousand
  RecordProperty("rows_read", absl::StrCat(read));
  std::cerr << "rows read: " << read << std::endl;
}

// 13. A resource that holds a condition.
TEST(ReviewDeathTest, ATypeMayHoldATypeThatHoldsItself) {
  EXPECT_EXIT(
      {
        const auto type = ResourceType::Compile(testing::Playbook::descriptor());
        std::_Exit(type.ok() ? 0 : 1);
      },
      ::testing::ExitedWithCode(0), "");
}

}  // namespace
}  // namespace guanxi::resource
