// Several writes of one row in one unit of work.
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/resource/workshop.h"
#include "common/resource/writer.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::resource {
namespace {

using testing::Member;
using testing::Team;

class SeveralWritesTest : public ::testing::Test {
 protected:
  absl::Status Retitle(UnitOfWork& work, const ResourceName& name, const std::string& title) {
    GUANXI_ASSIGN_OR_RETURN(const Stored old, work.Get(*shop_.teams, name));
    Team next = static_cast<const Team&>(*old.message);
    next.set_title(title);
    return work.Update(*shop_.teams, old, &next).status();
  }
  int64_t Changes(const std::string& condition) {
    return shop_.Number(absl::StrCat("SELECT COUNT(*) FROM changes WHERE ", condition));
  }

  Workshop shop_;
};

TEST_F(SeveralWritesTest, MakeOneChangeFromTheFirstToTheLast) {
  const ResourceName name = shop_.AddTeam("first");
  EXPECT_THAT(shop_.Run([&](UnitOfWork& work) -> absl::Status {
    EXPECT_THAT(Retitle(work, name, "second"), IsOk());
    EXPECT_THAT(Retitle(work, name, "third"), IsOk());
    return Retitle(work, name, "fourth");
  }),
              IsOk());
  const Team team = shop_.GetTeam(name);
  EXPECT_EQ(team.title(), "fourth");
  EXPECT_EQ(team.etag(), "2");
  EXPECT_EQ(Changes("resource_type = 'team'"), 2);
  EXPECT_EQ(Changes("kind = 2 AND sequence = 2 AND before_body LIKE '%first%' AND after_body LIKE "
                    "'%fourth%'"),
            1);
  EXPECT_EQ(shop_.Number("SELECT COUNT(*) FROM outbox"), 2);
}

TEST_F(SeveralWritesTest, EachDerivesFromItsOwn) {
  std::vector<std::string> steps;
  Behavior<Team> behavior;
  behavior.derive = [&](UnitOfWork&, ChangeKind, const Team* old, const Team& next) {
    steps.push_back(absl::StrCat(old != nullptr ? old->title() : "", ">", next.title()));
    return absl::OkStatus();
  };
  const auto teams = Resource::Create(behavior);
  ASSERT_THAT(teams, IsOk());
  ASSERT_THAT(Resource::Link({teams->get()}), IsOk());
  const ResourceName name = shop_.NewName();
  EXPECT_THAT(shop_.Run([&](UnitOfWork& work) -> absl::Status {
    steps.clear();
    Team team;
    team.set_title("first");
    GUANXI_RETURN_IF_ERROR(work.Insert(**teams, name, &team));
    for (const char* title : {"second", "third"}) {
      GUANXI_ASSIGN_OR_RETURN(const Stored old, work.Get(**teams, name));
      Team next = static_cast<const Team&>(*old.message);
      next.set_title(title);
      GUANXI_RETURN_IF_ERROR(work.Update(**teams, old, &next).status());
    }
    return absl::OkStatus();
  }),
              IsOk());
  EXPECT_THAT(steps, ::testing::ElementsAre(">first", "first>second", "second>third"));
}

TEST_F(SeveralWritesTest, OfANewRowAreItsCreation) {
  const ResourceName name = shop_.NewName();
  EXPECT_THAT(shop_.Run([&](UnitOfWork& work) -> absl::Status {
    Team team;
    team.set_title("new");
    GUANXI_RETURN_IF_ERROR(work.Insert(*shop_.teams, name, &team));
    return Retitle(work, name, "newer");
  }),
              IsOk());
  EXPECT_EQ(shop_.GetTeam(name).etag(), "1");
  EXPECT_EQ(Changes("kind = 1 AND after_body LIKE '%newer%' AND LENGTH(before_body) = 0"), 1);
  EXPECT_EQ(Changes("TRUE"), 1);
}

TEST_F(SeveralWritesTest, ThatLeadBackAreNoChange) {
  const ResourceName name = shop_.AddTeam("same");
  shop_.clock.Advance(absl::Seconds(5));
  EXPECT_THAT(shop_.Run([&](UnitOfWork& work) -> absl::Status {
    EXPECT_THAT(Retitle(work, name, "other"), IsOk());
    return Retitle(work, name, "same");
  }),
              IsOk());
  EXPECT_EQ(shop_.GetTeam(name).etag(), "1");
  EXPECT_EQ(shop_.GetTeam(name).update_time().seconds(), 1790000000);
  EXPECT_EQ(Changes("TRUE"), 1);
}

TEST_F(SeveralWritesTest, AreRefusedOverAnOutdatedCopy) {
  const ResourceName name = shop_.AddTeam("first");
  EXPECT_THAT(shop_.Run([&](UnitOfWork& work) -> absl::Status {
    Stored old = work.Get(*shop_.teams, name).value();
    EXPECT_THAT(Retitle(work, name, "second"), IsOk());
    Team next = static_cast<const Team&>(*old.message);
    next.set_title("third");
    EXPECT_THAT(work.Update(*shop_.teams, old, &next), StatusIs(absl::StatusCode::kInternal));
    work.Newest(*shop_.teams, &old);
    EXPECT_EQ(static_cast<const Team&>(*old.message).title(), "second");
    EXPECT_THAT(work.CheckEtag(*shop_.teams, "1", old), IsOk());
    EXPECT_THAT(work.CheckEtag(*shop_.teams, "2", old), HasReason("STALE_ETAG"));
    return work.Delete(*shop_.teams, &old);
  }),
              IsOk());
  EXPECT_TRUE(shop_.GetTeam(name).has_delete_time());
  EXPECT_EQ(Changes("kind = 3 AND sequence = 2 AND before_body LIKE '%first%'"), 1);
}

TEST_F(SeveralWritesTest, ThatManyChildrenDeriveAreOneOfTheParent) {
  const ResourceName name = shop_.AddTeam("team");
  testing::BatchCreateMembersRequest request;
  request.set_parent(FormatName(shop_.teams->type(), name));
  for (const char* alias : {"a", "b", "c"}) {
    request.add_requests()->mutable_member()->set_alias(alias);
  }
  testing::BatchCreateMembersResponse response;
  const Writer writer(shop_.engine.get(), shop_.members.get(), shop_.teams.get());
  EXPECT_THAT(writer.BatchCreate(shop_.call(), request, &response), IsOk());
  ASSERT_EQ(response.members_size(), 3);
  EXPECT_EQ(response.members(2).alias(), "c");
  EXPECT_EQ(response.members(2).etag(), "1");
  EXPECT_EQ(shop_.GetTeam(name).roll(), "a,b,c");
  EXPECT_EQ(shop_.GetTeam(name).etag(), "2");
  // All of one root: the first member's creation.
  EXPECT_EQ(Changes("root_id = (SELECT MIN(event_id) FROM changes WHERE resource_type = 'member')"),
            4);
}

TEST_F(SeveralWritesTest, AreInTheAnswer) {
  const ResourceName name = shop_.AddTeam("team");
  Team answer;
  EXPECT_THAT(shop_.Run([&](UnitOfWork& work) -> absl::Status {
    const Stored row = work.Get(*shop_.teams, name).value();
    work.Answer(*shop_.teams, name.id, *row.message, &answer);
    EXPECT_EQ(answer.title(), "team");
    return Retitle(work, name, "later");
  }),
              IsOk());
  EXPECT_EQ(answer.title(), "later");
  EXPECT_EQ(answer.etag(), "2");
}

}  // namespace
}  // namespace guanxi::resource
