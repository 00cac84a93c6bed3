// Projected fields, and the contributions that they rest on.
#include <string>

#include "common/base/status_macros.h"
#include "common/resource/contributions.h"
#include "common/resource/workshop.h"
#include "common/resource/writer.h"
#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"

namespace guanxi::resource {
namespace {

using testing::Team;

class ProjectionTest : public ::testing::Test {
 protected:
  absl::Status Project(UnitOfWork& work, const ResourceName& name, int64_t strength) {
    return work.Project(*shop_.teams, name, [&](google::protobuf::Message* message) {
      auto* const team = static_cast<Team*>(message);
      team->set_strength(strength);
      team->mutable_last_match_time()->set_seconds(1700000000 + strength);
      team->set_title("no projected field");
    });
  }
  absl::Status Contribute(const ResourceName& name, const char* source, int64_t sequence,
                          std::optional<int64_t> value) {
    return shop_.Run([&](UnitOfWork& work) -> absl::Status {
      Contribution one{"strength", "member", DeriveUuid("test", source), sequence, value};
      GUANXI_ASSIGN_OR_RETURN(const Total total,
                              resource::Contribute(work, *shop_.teams, name, one));
      return Project(work, name, total.sum);
    });
  }

  Workshop shop_;
};

TEST_F(ProjectionTest, ChangesNeitherVersionNorTime) {
  const ResourceName name = shop_.AddTeam("team");
  shop_.clock.Advance(absl::Seconds(5));
  EXPECT_THAT(shop_.Run([&](UnitOfWork& work) { return Project(work, name, 7); }), IsOk());
  const Team team = shop_.GetTeam(name);
  EXPECT_EQ(team.strength(), 7);
  EXPECT_EQ(team.last_match_time().seconds(), 1700000007);
  EXPECT_EQ(team.title(), "team");
  EXPECT_EQ(team.etag(), "1");
  EXPECT_EQ(team.update_time().seconds(), 1790000000);
  EXPECT_EQ(shop_.Text("SELECT CONCAT(kind, ' ', sequence, ' ', projection, ' ', changed_fields) "
                       "FROM changes ORDER BY event_id DESC LIMIT 1"),
            "5 1 1 strength,last_match_time");
  EXPECT_EQ(shop_.Number("SELECT COUNT(*) FROM outbox"), 2);
  // The same again is nothing.
  EXPECT_THAT(shop_.Run([&](UnitOfWork& work) { return Project(work, name, 7); }), IsOk());
  EXPECT_EQ(shop_.Number("SELECT COUNT(*) FROM changes"), 2);
}

// What a record begins with is told with its creation, and by no event besides.
TEST_F(ProjectionTest, BeginsWithTheRecord) {
  Behavior<Team> behavior;
  behavior.begin = [](const WriteContext&, Team* team) {
    *team->mutable_last_match_time() = team->create_time();
  };
  const auto teams = Resource::Create(behavior).value();
  ASSERT_THAT(Resource::Link({teams.get()}), IsOk());
  const ResourceName name = shop_.NewName();
  Team made;
  ASSERT_THAT(shop_.Run([&](UnitOfWork& work) {
    made.Clear();
    made.mutable_last_match_time()->set_seconds(5);  // not its to say
    return work.Insert(*teams, name, &made);
  }),
              IsOk());
  EXPECT_EQ(made.last_match_time().seconds(), 1790000000);
  EXPECT_EQ(shop_.GetTeam(name).last_match_time().seconds(), 1790000000);
  EXPECT_EQ(shop_.Number("SELECT COUNT(*) FROM outbox"), 1);
  EXPECT_EQ(shop_.Number("SELECT COUNT(*) FROM changes WHERE kind = 1 AND sequence = 1 AND "
                         "projection = 0 AND changed_fields LIKE '%last_match_time'"),
            1);
  Team told;
  ASSERT_TRUE(told.ParseFromString(shop_.Text("SELECT after_body FROM changes")));
  EXPECT_EQ(told.last_match_time().seconds(), 1790000000);
}

TEST_F(ProjectionTest, SurvivesAnUpdateAndGoesWithOne) {
  const ResourceName name = shop_.AddTeam("team");
  const auto retitle = [&](UnitOfWork& work, const char* title) -> absl::Status {
    GUANXI_ASSIGN_OR_RETURN(const Stored old, work.Get(*shop_.teams, name));
    Team next = static_cast<const Team&>(*old.message);
    next.set_title(title);
    next.set_strength(99);  // not its to say
    return work.Update(*shop_.teams, old, &next).status();
  };
  EXPECT_THAT(shop_.Run([&](UnitOfWork& work) { return Project(work, name, 7); }), IsOk());
  EXPECT_THAT(shop_.Run([&](UnitOfWork& work) { return retitle(work, "second"); }), IsOk());
  EXPECT_EQ(shop_.GetTeam(name).strength(), 7);
  EXPECT_THAT(shop_.Run([&](UnitOfWork& work) -> absl::Status {
    EXPECT_THAT(retitle(work, "third"), IsOk());
    EXPECT_THAT(Project(work, name, 8), IsOk());
    EXPECT_THAT(Project(work, name, 9), IsOk());
    return retitle(work, "fourth");
  }),
              IsOk());
  const Team team = shop_.GetTeam(name);
  EXPECT_EQ(team.title(), "fourth");
  EXPECT_EQ(team.strength(), 9);
  EXPECT_EQ(team.etag(), "3");
  EXPECT_EQ(shop_.Text("SELECT GROUP_CONCAT(CONCAT(kind, sequence, projection) ORDER BY sequence, "
                       "projection) FROM changes"),
            "110,511,221,231,532");
}

TEST_F(ProjectionTest, OfANewRowFollowsItsCreation) {
  const ResourceName name = shop_.NewName();
  EXPECT_THAT(shop_.Run([&](UnitOfWork& work) -> absl::Status {
    Team team;
    team.set_strength(99);
    GUANXI_RETURN_IF_ERROR(work.Insert(*shop_.teams, name, &team));
    EXPECT_EQ(team.strength(), 0);
    return Project(work, name, 3);
  }),
              IsOk());
  EXPECT_EQ(shop_.GetTeam(name).strength(), 3);
  EXPECT_EQ(shop_.Text("SELECT GROUP_CONCAT(CONCAT(kind, sequence, projection) ORDER BY sequence, "
                       "projection) FROM changes"),
            "110,511");
}

TEST_F(ProjectionTest, SumsComeOutAlikeInAnyOrder) {
  const ResourceName name = shop_.AddTeam("team");
  EXPECT_THAT(Contribute(name, "a", 2, 20), IsOk());
  EXPECT_THAT(Contribute(name, "a", 1, 10), IsOk());  // a rebuild's page that is older
  EXPECT_THAT(Contribute(name, "b", 1, 5), IsOk());
  EXPECT_EQ(shop_.GetTeam(name).strength(), 25);
  EXPECT_THAT(Contribute(name, "b", 3, std::nullopt), IsOk());
  EXPECT_THAT(Contribute(name, "b", 2, 50), IsOk());  // older than its deletion
  EXPECT_THAT(Contribute(name, "a", 2, 20), IsOk());  // twice
  EXPECT_EQ(shop_.GetTeam(name).strength(), 20);
  EXPECT_THAT(Contribute(shop_.NewName(), "a", 1, 1), HasReason("TEAM_NOT_FOUND"));
}

// Two times of 2026 in microseconds are 3.6e15; 5,154 of them pass 2^63.
TEST_F(ProjectionTest, ASumStopsWhereAnInt64Ends) {
  const ResourceName name = shop_.AddTeam("team");
  const int64_t now = 1790000000LL * 1000000;
  Total total;
  for (int begin = 0; begin < 5200; begin += 400) {
    ASSERT_THAT(shop_.Run([&](UnitOfWork& work) -> absl::Status {
      for (int i = begin; i < begin + 400; ++i) {
        const Contribution one{"last_match_time", "match", shop_.NewName().id, 1, now + i};
        GUANXI_ASSIGN_OR_RETURN(total, resource::Contribute(work, *shop_.teams, name, one));
        EXPECT_EQ(total.most, now + i);
      }
      return absl::OkStatus();
    }),
                IsOk());
  }
  EXPECT_EQ(total.count, 5200);
  EXPECT_EQ(total.least, now);
  EXPECT_EQ(total.sum, kMaxSum);
}

TEST_F(ProjectionTest, HoldsWhatItsColumnCan) {
  const ResourceName name = shop_.AddTeam("team");
  EXPECT_THAT(shop_.Run([&](UnitOfWork& work) {
    return work.Project(*shop_.teams, name, [](google::protobuf::Message* message) {
      static_cast<Team*>(message)->set_motto(std::string(33, 'x'));
    });
  }),
              StatusIs(absl::StatusCode::kInvalidArgument, ::testing::HasSubstr("motto")));
  EXPECT_THAT(
      shop_.Run([&](UnitOfWork& work) {
        return work.Project(*shop_.teams, name, [](google::protobuf::Message* message) {
          static_cast<Team*>(message)->mutable_last_match_time()->set_nanos(-1);
        });
      }),
      StatusIs(absl::StatusCode::kInvalidArgument, ::testing::HasSubstr("last_match_time")));
  // As many as one transaction writes.
  EXPECT_THAT(shop_.Run([&](UnitOfWork& work) -> absl::Status {
    for (int i = 0; i <= kMaxSteps; ++i) GUANXI_RETURN_IF_ERROR(Project(work, name, 1 + i));
    return absl::OkStatus();
  }),
              HasReason("TOO_MANY_WRITES"));
}

}  // namespace
}  // namespace guanxi::resource
