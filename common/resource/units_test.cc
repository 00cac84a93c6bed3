// What else a unit of work can: children, moves, guards, counts, causes, facts.
#include <atomic>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/resource/workshop.h"
#include "common/resource/writer.h"
#include "common/testing/eventually.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::resource {
namespace {

using testing::Member;
using testing::Team;

class UnitsTest : public ::testing::Test {
 protected:
  Workshop shop_;
};

TEST_F(UnitsTest, ListTheChildrenAsTheyWillBe) {
  const ResourceName team = shop_.AddTeam("team");
  shop_.AddMember(team, "a");
  const ResourceName gone = shop_.AddMember(team, "b");
  shop_.AddMember(shop_.AddTeam("other"), "x");
  EXPECT_THAT(shop_.Run([&](UnitOfWork& work) -> absl::Status {
    Stored row = work.Get(*shop_.members, gone).value();
    EXPECT_THAT(work.Delete(*shop_.members, &row), IsOk());
    Member fresh;
    fresh.set_alias("c");
    EXPECT_THAT(work.Insert(*shop_.members, shop_.NewName(team.id), &fresh), IsOk());
    const auto children = work.ListByParent(*shop_.members, team.id);
    EXPECT_THAT(children, IsOk());
    std::string aliases;
    for (const Stored& child : *children) {
      aliases += static_cast<const Member&>(*child.message).alias();
    }
    EXPECT_EQ(aliases, "ac");
    return absl::OkStatus();
  }),
              IsOk());
}

TEST_F(UnitsTest, TellRecordsOfTwoTypesWithOneIdApart) {
  const ResourceName team = shop_.NewName();
  const ResourceName member{team.id, team.id};
  EXPECT_THAT(shop_.Run([&](UnitOfWork& work) -> absl::Status {
    Team first;
    first.set_title("a team");
    GUANXI_RETURN_IF_ERROR(work.Insert(*shop_.teams, team, &first));
    Member second;
    second.set_alias("a member");
    GUANXI_RETURN_IF_ERROR(work.Insert(*shop_.members, member, &second));
    GUANXI_ASSIGN_OR_RETURN(const Stored found, work.Get(*shop_.teams, team));
    GUANXI_ASSIGN_OR_RETURN(const Stored other, work.Get(*shop_.members, member));
    EXPECT_EQ(static_cast<const Team&>(*found.message).title(), "a team");
    EXPECT_EQ(static_cast<const Member&>(*other.message).alias(), "a member");
    return absl::OkStatus();
  }),
              IsOk());
  EXPECT_EQ(shop_.GetTeam(team).roll(), "a member");
  EXPECT_EQ(shop_.GetMember(member).alias(), "a member");
  EXPECT_EQ(shop_.Number("SELECT COUNT(DISTINCT resource_type) FROM changes"), 2);
}

TEST_F(UnitsTest, ListAllChildrenThatAreLeft) {
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

TEST_F(UnitsTest, RecordsThatNameOneRecordDoNotWaitForEachOther) {
  const ResourceName sponsor = shop_.AddTeam("sponsor");
  const auto name_it = [&](UnitOfWork& work) {
    Team team;
    team.set_sponsor(FormatName(shop_.teams->type(), sponsor));
    return work.Insert(*shop_.teams, shop_.NewName(), &team);
  };
  EXPECT_THAT(shop_.Run([&](UnitOfWork& work) -> absl::Status {
    EXPECT_THAT(name_it(work), IsOk());
    // While this one holds the sponsor, another unit of work names it and ends.
    EXPECT_THAT(shop_.Run(name_it), IsOk());
    return absl::OkStatus();
  }),
              IsOk());
}

// Each takes the team exclusively from the start. Had it shared it first, two of three would end in
// a deadlock, and be run again.
TEST_F(UnitsTest, ChildrenThatDeriveIntoAParentDoNotDeadlock) {
  constexpr int kWriters = 4, kTurns = 20;
  const auto deadlocks = [&] {
    return shop_.Number(
        "SELECT CAST(COALESCE(SUM(VARIABLE_VALUE), -1) AS SIGNED) FROM "
        "information_schema.GLOBAL_STATUS WHERE VARIABLE_NAME = 'INNODB_DEADLOCKS'");
  };
  const ResourceName team = shop_.AddTeam("team");
  testing::CreateMemberRequest request;
  request.set_parent(FormatName(shop_.teams->type(), team));
  request.mutable_member()->set_alias("a");
  const Writer writer(shop_.engine.get(), shop_.members.get(), shop_.teams.get());
  const int64_t before = deadlocks();
  ASSERT_GE(before, 0);
  std::vector<std::thread> threads;
  for (int i = 0; i < kWriters; ++i) {
    threads.emplace_back([&] {
      for (int turn = 0; turn < kTurns; ++turn) {
        Member made;
        EXPECT_THAT(writer.Create(shop_.call(), request, &made), IsOk());
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(shop_.GetTeam(team).roll().size(), size_t{2} * kWriters * kTurns - 1);
  EXPECT_LT(deadlocks() - before, kWriters * kTurns / 10);
}

TEST_F(UnitsTest, MoveARecordToAnotherParent) {
  const ResourceName from = shop_.AddTeam("from"), to = shop_.AddTeam("to");
  ResourceName name = shop_.AddMember(from, "a");
  const auto move = [&](const ResourceName& parent) {
    return shop_.Run([&](UnitOfWork& work) -> absl::Status {
      GUANXI_ASSIGN_OR_RETURN(Stored row, work.Get(*shop_.members, name));
      return work.Move(*shop_.members, &row, parent);
    });
  };
  EXPECT_THAT(move(shop_.NewName()), HasReason("TEAM_NOT_FOUND"));
  ASSERT_THAT(move(to), IsOk());
  EXPECT_EQ(shop_.GetMember(name).name(), "");
  name.parent = to.id;
  EXPECT_EQ(shop_.GetMember(name).name(), FormatName(shop_.members->type(), name));
  EXPECT_EQ(shop_.GetMember(name).etag(), "2");
  // The history says from where to where.
  EXPECT_EQ(shop_.Number(absl::StrCat(
                "SELECT COUNT(*) FROM changes WHERE kind = 2 AND changed_fields LIKE 'name,%' AND "
                "before_body LIKE '%",
                from.id.ToString(), "%' AND after_body LIKE '%", to.id.ToString(), "%'")),
            1);
}

TEST_F(UnitsTest, MoveClaimsUniqueValuesAnew) {
  const ResourceName from = shop_.AddTeam("from"), to = shop_.AddTeam("to");
  const auto add = [&](const ResourceName& parent) {
    const ResourceName name = shop_.NewName(parent.id);
    EXPECT_THAT(shop_.Run([&](UnitOfWork& work) {
      Member member;
      member.set_badge("7");
      return work.Insert(*shop_.members, name, &member);
    }),
                IsOk());
    return name;
  };
  const ResourceName name = add(from);
  add(to);
  EXPECT_THAT(shop_.Run([&](UnitOfWork& work) -> absl::Status {
    GUANXI_ASSIGN_OR_RETURN(Stored row, work.Get(*shop_.members, name));
    return work.Move(*shop_.members, &row, to);
  }),
              HasReason("MEMBER_ALREADY_EXISTS"));
}

// With the name as it was, and as it is to be.
TEST_F(UnitsTest, MoveIsCheckedAsAnUpdateOfTheName) {
  const ResourceName from = shop_.AddTeam("from"), to = shop_.AddTeam("to");
  const ResourceName name = shop_.AddMember(from, "a");
  Behavior<Member> behavior;
  behavior.check = [](ChangeKind kind, const Member* old, const Member& next,
                      Violations* violations) {
    const bool moves = kind == ChangeKind::kUpdated && old->name() != next.name();
    if (moves && old->alias() == next.alias()) violations->Add("name", "stays with its team");
  };
  const auto members = Resource::Create(behavior).value();
  ASSERT_THAT(Resource::Link({shop_.teams.get(), members.get()}), IsOk());
  EXPECT_THAT(shop_.Run([&](UnitOfWork& work) -> absl::Status {
    GUANXI_ASSIGN_OR_RETURN(Stored row, work.Get(*members, name));
    return work.Move(*members, &row, to);
  }),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       ::testing::HasSubstr("name: stays with its team")));
  EXPECT_EQ(shop_.GetMember(name).etag(), "1");
}

TEST_F(UnitsTest, CountUpToALimit) {
  const auto count = [&](int64_t delta) {
    bool done = false;
    EXPECT_THAT(shop_.Run([&](UnitOfWork& work) -> absl::Status {
      GUANXI_ASSIGN_OR_RETURN(done, work.Count("seats", "a", delta, 3));
      return absl::OkStatus();
    }),
                IsOk());
    return done;
  };
  EXPECT_TRUE(count(2));
  EXPECT_FALSE(count(2));
  EXPECT_TRUE(count(1));
  EXPECT_FALSE(count(1));
  EXPECT_TRUE(count(-1));
  EXPECT_TRUE(count(1));
  EXPECT_EQ(shop_.Number("SELECT counter FROM guards WHERE kind = 'seats'"), 3);
  // It says since when it counts nothing.
  const std::string unused = "SELECT COUNT(*) FROM guards WHERE use_time IS NOT NULL";
  EXPECT_EQ(shop_.Number(unused), 0);
  EXPECT_TRUE(count(-3));
  EXPECT_EQ(shop_.Number(unused), 1);
  EXPECT_TRUE(count(1));
  EXPECT_EQ(shop_.Number(unused), 0);
}

TEST_F(UnitsTest, GuardLetsOneGoOnAtATime) {
  std::atomic<int> inside{0}, most{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int turn = 0; turn < 5; ++turn) {
        EXPECT_THAT(shop_.Run([&](UnitOfWork& work) -> absl::Status {
          GUANXI_RETURN_IF_ERROR(work.Guard("door", "front"));
          most = std::max(most.load(), ++inside);
          shop_.AddTeam("meanwhile");  // time for others to come in
          --inside;
          return absl::OkStatus();
        }),
                    IsOk());
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(most, 1);
  // The clock stood still; each has written.
  EXPECT_EQ(shop_.Number("SELECT counter FROM guards WHERE kind = 'door'"), 0);
  EXPECT_EQ(shop_.Number("SELECT MICROSECOND(use_time) FROM guards WHERE kind = 'door'"), 19);
}

TEST_F(UnitsTest, SayWhatCausedThem) {
  WriteContext context;
  context.cause = {DeriveUuid("test", "root"), kMaxCauseDepth};
  const auto write = [&](UnitOfWork& work) {
    Team team;
    return work.Insert(*shop_.teams, shop_.NewName(), &team);
  };
  EXPECT_THAT(shop_.Run(write, context), IsOk());
  EXPECT_EQ(shop_.Text("SELECT root_id FROM changes"), DeriveUuid("test", "root").bytes());
  EXPECT_EQ(shop_.Number("SELECT depth FROM changes"), kMaxCauseDepth);
  ++context.cause.depth;
  EXPECT_THAT(shop_.Run(write, context), HasReason("CAUSE_TOO_DEEP"));
}

TEST_F(UnitsTest, EmitFacts) {
  const ResourceName name = shop_.AddTeam("team");
  EXPECT_THAT(shop_.Run([&](UnitOfWork& work) -> absl::Status {
    GUANXI_ASSIGN_OR_RETURN(const Stored row, work.Get(*shop_.teams, name));
    Team payload;
    payload.set_title("what happened");
    EXPECT_THAT(work.Emit(*shop_.teams, row, "", payload), StatusIs(absl::StatusCode::kInternal));
    return work.Emit(*shop_.teams, row, "team.won", payload);
  }),
              IsOk());
  EXPECT_EQ(shop_.Text("SELECT CONCAT(kind, ' ', sequence, ' ', changed_fields) FROM changes WHERE "
                       "after_body LIKE '%what happened%'"),
            "6 1 team.won");
  EXPECT_EQ(shop_.Number("SELECT COUNT(*) FROM outbox"), 2);
  EXPECT_EQ(shop_.GetTeam(name).etag(), "1");
}

TEST_F(UnitsTest, EmitWithinBounds) {
  const ResourceName name = shop_.AddTeam("team");
  Team payload;
  payload.set_title(std::string(kMaxResourceBytes, 'x'));
  const auto emit = [&](UnitOfWork& work) -> absl::Status {
    GUANXI_ASSIGN_OR_RETURN(const Stored row, work.Get(*shop_.teams, name));
    return work.Emit(*shop_.teams, row, "team.won", payload);
  };
  EXPECT_THAT(shop_.Run(emit), HasReason("RESOURCE_TOO_LARGE"));
  payload.set_title("won");
  EXPECT_THAT(shop_.Run([&](UnitOfWork& work) -> absl::Status {
    for (int i = 0; i <= kMaxSteps; ++i) GUANXI_RETURN_IF_ERROR(emit(work));
    return absl::OkStatus();
  }),
              HasReason("TOO_MANY_WRITES"));
  EXPECT_EQ(shop_.Number("SELECT COUNT(*) FROM changes"), 1);
}

// What the database holds against it each time it is sent.
TEST_F(UnitsTest, OfCallsThatCollideEachTimeAreAborted) {
  const auto insert_twice = [&](UnitOfWork& work) -> absl::Status {
    Team team;
    GUANXI_RETURN_IF_ERROR(work.Insert(*shop_.teams, shop_.NewName(), &team));
    const db::Query query{"test.outbox", "INSERT INTO outbox (tenant_id, event_id) VALUES (?, ?)"};
    for (int i = 0; i < 2; ++i) {
      GUANXI_RETURN_IF_ERROR(
          work.tx()
              .Execute(query, {shop_.tenant.bytes(), DeriveUuid("test", "event").bytes()})
              .status());
    }
    return absl::OkStatus();
  };
  EXPECT_THAT(shop_.Run(insert_twice), HasReason("DUPLICATE_KEY"));
  Team answer;
  const absl::Status collided =
      shop_.engine->Mutate(shop_.call(), testing::CreateTeamRequest(), {}, &answer, insert_twice);
  EXPECT_THAT(collided, StatusIs(absl::StatusCode::kAborted, ::testing::HasSubstr("try again")));
  EXPECT_THAT(collided, HasReason("TRANSACTION_CONFLICT"));
}

TEST_F(UnitsTest, ChildrenThatOnlyReferToAParentDoNotWaitForEachOther) {
  const ResourceName team = shop_.AddTeam("team");
  EXPECT_THAT(shop_.Run([&](UnitOfWork& work) -> absl::Status {
    EXPECT_THAT(work.Share(*shop_.teams, team), IsOk());
    // While this one holds the parent, another unit of work shares it and ends.
    EXPECT_THAT(shop_.Run([&](UnitOfWork& other) { return other.Share(*shop_.teams, team); }),
                IsOk());
    return absl::OkStatus();
  }),
              IsOk());
  EXPECT_THAT(
      shop_.Run([&](UnitOfWork& work) { return work.Share(*shop_.teams, shop_.NewName()); }),
      HasReason("TEAM_NOT_FOUND"));
}

TEST_F(UnitsTest, AChildOfADeletedParentIsNotThere) {
  const ResourceName team = shop_.AddTeam("team"), other = shop_.AddTeam("other");
  const ResourceName name = shop_.AddMember(team, "a");
  const auto share = [&](const ResourceName& member) {
    return shop_.Run([&](UnitOfWork& work) { return work.Share(*shop_.members, member); });
  };
  const auto remove = [&] {
    return shop_.Run([&](UnitOfWork& work) -> absl::Status {
      GUANXI_ASSIGN_OR_RETURN(Stored row, work.GetLive(*shop_.teams, team));
      return work.Delete(*shop_.teams, &row);
    });
  };
  ResourceName elsewhere = name;
  elsewhere.parent = other.id;
  EXPECT_THAT(share(elsewhere), HasReason("MEMBER_NOT_FOUND"));
  EXPECT_THAT(share(name), IsOk());
  // Whoever deletes the parent waits for those who hold the child.
  std::thread remover;
  EXPECT_THAT(shop_.Run([&](UnitOfWork& work) -> absl::Status {
    GUANXI_RETURN_IF_ERROR(work.Share(*shop_.members, name));
    if (!remover.joinable()) remover = std::thread([&] { EXPECT_THAT(remove(), IsOk()); });
    EXPECT_TRUE(Eventually(
        [&] {
          return shop_.Number(
                     "SELECT COUNT(*) FROM information_schema.innodb_trx WHERE trx_state = "
                     "'LOCK WAIT'") > 0;
        },
        absl::Seconds(20), absl::Milliseconds(200)));  // InnoDB looks anew after 100 ms of rest
    return work.Share(*shop_.members, name);
  }),
              IsOk());
  remover.join();
  EXPECT_THAT(share(name), HasReason("MEMBER_NOT_FOUND"));
}

}  // namespace
}  // namespace guanxi::resource
