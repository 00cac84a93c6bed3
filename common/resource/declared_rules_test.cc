// What a resource's options say of other records: unique values, references, deletion, history.
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "common/base/status_macros.h"
#include "common/db/schema_shape.h"
#include "common/resource/schema_drift.h"
#include "common/resource/workshop.h"
#include "common/resource/writer.h"
#include "common/testing/eventually.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::resource {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::Match;
using testing::Member;
using testing::Team;

class DeclaredRulesTest : public ::testing::Test {
 protected:
  std::string NameOf(const ResourceName& name) { return FormatName(shop_.teams->type(), name); }
  absl::Status Put(const ResourceName& name, const Team& given) {
    return shop_.Run([&](UnitOfWork& work) {
      Team team = given;
      return work.Insert(*shop_.teams, name, &team);
    });
  }
  ResourceName Put(const Team& given) {
    const ResourceName name = shop_.NewName();
    EXPECT_THAT(Put(name, given), IsOk());
    return name;
  }
  ResourceName WithCode(const std::string& code) {
    Team team;
    team.set_code(code);
    return Put(team);
  }
  absl::Status Change(const ResourceName& name, void (*set)(Team*, const std::string&),
                      const std::string& value) {
    return shop_.Run([&](UnitOfWork& work) -> absl::Status {
      GUANXI_ASSIGN_OR_RETURN(const Stored old, work.Get(*shop_.teams, name));
      Team next = static_cast<const Team&>(*old.message);
      set(&next, value);
      return work.Update(*shop_.teams, old, &next).status();
    });
  }
  absl::Status Recode(const ResourceName& name, const std::string& code) {
    return Change(
        name, [](Team* team, const std::string& value) { team->set_code(value); }, code);
  }
  absl::Status PutUnder(const ResourceName& name, const ResourceName& above) {
    return Change(
        name, [](Team* team, const std::string& value) { team->set_above(value); }, NameOf(above));
  }
  absl::Status Delete(const Resource& resource, const ResourceName& name) {
    return shop_.Run([&](UnitOfWork& work) -> absl::Status {
      GUANXI_ASSIGN_OR_RETURN(Stored row, work.Get(resource, name));
      return work.Delete(resource, &row);
    });
  }
  absl::Status Undelete(const ResourceName& name) {
    return shop_.Run([&](UnitOfWork& work) -> absl::Status {
      GUANXI_ASSIGN_OR_RETURN(Stored row, work.Get(*shop_.teams, name));
      return work.Undelete(*shop_.teams, &row);
    });
  }

  Workshop shop_;
};

TEST_F(DeclaredRulesTest, TheTablesAreWhatTheySay) {
  const auto shape = db::ReadShape(shop_.server);
  ASSERT_THAT(shape, IsOk());
  for (const auto* resource : shop_.all()) {
    EXPECT_THAT(SchemaDrift(*shape, *resource), IsEmpty()) << resource->type().table();
  }
  db::Shape without;
  for (const std::string& line : *shape) {
    if (line.find("(uq_code)") == std::string::npos) without.push_back(line);
  }
  EXPECT_THAT(SchemaDrift(without, *shop_.teams), ::testing::ElementsAre(HasSubstr("(uq_code)")));
}

TEST_F(DeclaredRulesTest, AUniqueValueIsOfOneLiveRecord) {
  const ResourceName first = WithCode("A1");
  Team team;
  team.set_code("A1");
  const absl::Status taken = Put(shop_.NewName(), team);
  EXPECT_THAT(taken, StatusIs(absl::StatusCode::kAlreadyExists, HasSubstr(NameOf(first))));
  EXPECT_THAT(taken, HasReason("TEAM_CODE_TAKEN"));
  // Nothing claims nothing.
  WithCode("");
  WithCode("");
  const ResourceName second = WithCode("A2");
  EXPECT_THAT(Recode(second, "A1"), HasReason("TEAM_CODE_TAKEN"));
  EXPECT_THAT(Recode(second, "A2"), IsOk());
}

TEST_F(DeclaredRulesTest, DeletionGivesAUniqueValueFree) {
  const ResourceName first = WithCode("A1");
  ASSERT_THAT(Delete(*shop_.teams, first), IsOk());
  const ResourceName second = WithCode("A1");
  EXPECT_THAT(Undelete(first), HasReason("TEAM_CODE_TAKEN"));
  ASSERT_THAT(Recode(second, "A2"), IsOk());
  EXPECT_THAT(Undelete(first), IsOk());
  EXPECT_THAT(Recode(second, "A1"), HasReason("TEAM_CODE_TAKEN"));
}

TEST_F(DeclaredRulesTest, OneUnitOfWorkPassesAUniqueValueOn) {
  const ResourceName first = WithCode("A1");
  EXPECT_THAT(shop_.Run([&](UnitOfWork& work) -> absl::Status {
    Team heir;
    heir.set_code("A1");
    EXPECT_THAT(work.Insert(*shop_.teams, shop_.NewName(), &heir), IsOk());
    Stored row = work.Get(*shop_.teams, first).value();
    return work.Delete(*shop_.teams, &row);
  }),
              IsOk());
  EXPECT_THAT(shop_.Run([&](UnitOfWork& work) -> absl::Status {
    for (const char* code : {"B1", "B1"}) {
      Team team;
      team.set_code(code);
      GUANXI_RETURN_IF_ERROR(work.Insert(*shop_.teams, shop_.NewName(), &team));
    }
    return absl::OkStatus();
  }),
              HasReason("TEAM_CODE_TAKEN"));
}

// Among records that exist, whoever is written first.
TEST_F(DeclaredRulesTest, OneUnitOfWorkExchangesUniqueValues) {
  const ResourceName first = WithCode("A1"), second = WithCode("A2"), third = WithCode("");
  const auto recode = [&](std::vector<std::pair<ResourceName, std::string>> codes) {
    return shop_.Run([&](UnitOfWork& work) -> absl::Status {
      for (const auto& [name, code] : codes) {
        GUANXI_ASSIGN_OR_RETURN(const Stored old, work.Get(*shop_.teams, name));
        Team next = static_cast<const Team&>(*old.message);
        next.set_code(code);
        GUANXI_RETURN_IF_ERROR(work.Update(*shop_.teams, old, &next).status());
      }
      return absl::OkStatus();
    });
  };
  EXPECT_THAT(recode({{second, "A1"}, {first, "A2"}}), IsOk());
  EXPECT_EQ(shop_.GetTeam(second).code(), "A1");
  EXPECT_EQ(shop_.GetTeam(first).code(), "A2");
  // The heir first, then who gives up; nobody claims it twice.
  EXPECT_THAT(recode({{third, "A1"}, {second, "B1"}}), IsOk());
  EXPECT_THAT(recode({{second, "A1"}}), HasReason("TEAM_CODE_TAKEN"));
  EXPECT_EQ(shop_.Number("SELECT COUNT(*) FROM teams WHERE code_claim = 1"), 3);
  EXPECT_THAT(recode({{first, "A1"}, {third, ""}}), IsOk());
  EXPECT_EQ(shop_.GetTeam(first).code(), "A1");
}

TEST_F(DeclaredRulesTest, OfManyWhoWantAUniqueValueOneGetsIt) {
  std::vector<absl::Status> done(6);
  std::vector<std::thread> writers;
  for (absl::Status& status : done) {
    writers.emplace_back([this, &status] {
      Team team;
      team.set_code("hot");
      status = Put(shop_.NewName(), team);
    });
  }
  for (std::thread& writer : writers) writer.join();
  int made = 0;
  for (const absl::Status& status : done) {
    made += status.ok() ? 1 : 0;
    if (!status.ok()) {
      EXPECT_THAT(status, HasReason("TEAM_CODE_TAKEN"));
    }
  }
  EXPECT_EQ(made, 1);
}

TEST_F(DeclaredRulesTest, AValueUniqueInItsParentIsFreeElsewhere) {
  const ResourceName team = shop_.AddTeam("a"), other = shop_.AddTeam("b");
  const auto add = [&](const ResourceName& parent) {
    return shop_.Run([&](UnitOfWork& work) {
      Member member;
      member.set_badge("7");
      return work.Insert(*shop_.members, shop_.NewName(parent.id), &member);
    });
  };
  EXPECT_THAT(add(team), IsOk());
  EXPECT_THAT(add(other), IsOk());
  EXPECT_THAT(add(team), HasReason("MEMBER_ALREADY_EXISTS"));
}

TEST_F(DeclaredRulesTest, AReferenceIsToWhatIsLive) {
  const ResourceName gone = WithCode("gone");
  ASSERT_THAT(Delete(*shop_.teams, gone), IsOk());
  Team team;
  team.set_sponsor(NameOf(gone));
  EXPECT_THAT(Put(shop_.NewName(), team),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("sponsor")));
  const ResourceName self = shop_.NewName();
  team.set_sponsor(NameOf(self));
  EXPECT_THAT(Put(self, team), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("itself")));
  // In one unit of work what is new can be named, and what was deleted cannot.
  const ResourceName fresh = shop_.NewName(), old = WithCode("old");
  EXPECT_THAT(shop_.Run([&](UnitOfWork& work) -> absl::Status {
    Team first, second, third;
    EXPECT_THAT(work.Insert(*shop_.teams, fresh, &first), IsOk());
    second.set_sponsor(NameOf(fresh));
    EXPECT_THAT(work.Insert(*shop_.teams, shop_.NewName(), &second), IsOk());
    Stored row = work.Get(*shop_.teams, old).value();
    EXPECT_THAT(work.Delete(*shop_.teams, &row), IsOk());
    third.set_sponsor(NameOf(old));
    return work.Insert(*shop_.teams, shop_.NewName(), &third);
  }),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("names nothing")));
}

TEST_F(DeclaredRulesTest, WhatIsNamedStaysOrIsLetGo) {
  const ResourceName sponsor = WithCode("s"), ally = WithCode("a");
  Team team;
  team.set_sponsor(NameOf(sponsor));
  team.set_ally(NameOf(ally));
  const ResourceName name = Put(team);
  const absl::Status refused = Delete(*shop_.teams, sponsor);
  EXPECT_THAT(refused, StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr(NameOf(name))));
  EXPECT_THAT(refused, HasReason("TEAM_IN_USE"));
  EXPECT_THAT(Delete(*shop_.teams, ally), IsOk());
  EXPECT_EQ(shop_.GetTeam(name).ally(), "");
  EXPECT_EQ(shop_.GetTeam(name).etag(), "2");
  ASSERT_THAT(Delete(*shop_.teams, name), IsOk());
  EXPECT_THAT(Delete(*shop_.teams, sponsor), IsOk());
}

TEST_F(DeclaredRulesTest, MoreThanOneTransactionWritesAreNotLetGo) {
  const ResourceName ally = WithCode("a");
  for (const int count : {kMaxWrites, 1}) {
    ASSERT_THAT(shop_.Run([&](UnitOfWork& work) -> absl::Status {
      for (int i = 0; i < count; ++i) {
        Team team;
        team.set_ally(NameOf(ally));
        GUANXI_RETURN_IF_ERROR(work.Insert(*shop_.teams, shop_.NewName(), &team));
      }
      return absl::OkStatus();
    }),
                IsOk());
  }
  EXPECT_THAT(Delete(*shop_.teams, ally), HasReason("TEAM_IN_USE"));
}

TEST_F(DeclaredRulesTest, ATreeStaysOne) {
  const ResourceName a = WithCode("a"), b = WithCode("b"), c = WithCode("c");
  EXPECT_THAT(PutUnder(b, a), IsOk());
  EXPECT_THAT(PutUnder(c, b), IsOk());
  EXPECT_THAT(PutUnder(a, c), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("cycle")));
  EXPECT_THAT(PutUnder(a, a), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("cycle")));
}

TEST_F(DeclaredRulesTest, WhatIsAppendOnlyIsNeverChangedAndErasedAsAWhole) {
  const ResourceName team = shop_.AddTeam("team"), name = shop_.NewName(team.id);
  const auto add = [&](const ResourceName& match) {
    return shop_.Run([&](UnitOfWork& work) {
      Match given;
      given.set_opponent("Hangzhou");
      (*given.mutable_external_ids())["league"] = "7";
      return work.Insert(*shop_.matches, match, &given);
    });
  };
  ASSERT_THAT(add(name), IsOk());
  EXPECT_EQ(shop_.Number("SELECT COUNT(*) FROM external_ids"), 1);
  EXPECT_THAT(shop_.Run([&](UnitOfWork& work) -> absl::Status {
    const Stored old = work.Get(*shop_.matches, name).value();
    Match next = static_cast<const Match&>(*old.message);
    next.set_opponent("Ningbo");
    return work.Update(*shop_.matches, old, &next).status();
  }),
              StatusIs(absl::StatusCode::kInternal, HasSubstr("append-only")));
  ASSERT_THAT(Delete(*shop_.matches, name), IsOk());
  for (const char* table : {"matches", "external_ids", "search_rows"}) {
    EXPECT_EQ(shop_.Number(absl::StrCat("SELECT COUNT(*) FROM ", table)), 0) << table;
  }
  // Its history says that it was, and when it ended, not what it was.
  EXPECT_EQ(shop_.Number("SELECT COUNT(*) FROM changes WHERE resource_type = 'match' AND "
                         "LENGTH(before_body) + LENGTH(after_body) = 0"),
            2);
  EXPECT_EQ(shop_.Text("SELECT GROUP_CONCAT(kind ORDER BY sequence) FROM changes WHERE "
                       "resource_type = 'match'"),
            "1,3");
  // What it had is free.
  EXPECT_THAT(add(shop_.NewName(team.id)), IsOk());
}

// While the record that it names is being deleted.
TEST_F(DeclaredRulesTest, AReferenceThatWasTurnedAwayIsNotCleared) {
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

// What it named was deleted while it was not there to be asked.
TEST_F(DeclaredRulesTest, WhatComesBackNamesWhatIsThere) {
  const ResourceName sponsor = WithCode("s"), ally = WithCode("a"), kept = WithCode("k");
  Team team;
  team.set_sponsor(NameOf(sponsor));
  team.set_ally(NameOf(ally));
  team.set_above(NameOf(kept));
  const ResourceName name = Put(team);
  for (const ResourceName& one : {name, sponsor, ally, kept}) {
    ASSERT_THAT(Delete(*shop_.teams, one), IsOk());
  }
  const absl::Status refused = Undelete(name);
  EXPECT_THAT(refused, HasReason("TEAM_NOT_RESTORABLE"));
  EXPECT_THAT(refused, StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("sponsor")));
  ASSERT_THAT(Undelete(sponsor), IsOk());
  ASSERT_THAT(Undelete(name), IsOk());
  EXPECT_EQ(shop_.GetTeam(name).sponsor(), NameOf(sponsor));
  EXPECT_EQ(shop_.GetTeam(name).ally(), "");
  EXPECT_EQ(shop_.GetTeam(name).above(), NameOf(kept));
  EXPECT_THAT(Delete(*shop_.teams, sponsor), HasReason("TEAM_IN_USE"));
}

}  // namespace
}  // namespace guanxi::resource
