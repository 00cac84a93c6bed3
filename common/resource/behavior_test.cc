// When the engine asks what a resource's own rules say.
#include <functional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/resource/resource_name.h"
#include "common/resource/workshop.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::resource {
namespace {

using testing::Team;

TEST(BehaviorTest, CheckAndDeriveAreAskedAboutAllThatHappens) {
  Workshop shop;
  static auto& refused = *new std::set<ChangeKind>;
  std::vector<ChangeKind> derived;
  Behavior<Team> behavior;
  behavior.check = [](ChangeKind kind, const Team*, const Team&, Violations* violations) {
    if (refused.count(kind) > 0) violations->Add("title", "not now");
  };
  behavior.derive = [&](UnitOfWork&, ChangeKind kind, const Team*, const Team&) {
    derived.push_back(kind);
    return absl::OkStatus();
  };
  const auto teams = Resource::Create(behavior).value();
  ASSERT_THAT(Resource::Link({teams.get()}), IsOk());
  const ResourceName name = shop.NewName();
  const auto with_row = [&](const std::function<absl::Status(UnitOfWork&, Stored*)>& write) {
    return [&, write](UnitOfWork& work) -> absl::Status {
      GUANXI_ASSIGN_OR_RETURN(Stored row, work.Get(*teams, name));
      return write(work, &row);
    };
  };
  const std::vector<std::pair<ChangeKind, std::function<absl::Status(UnitOfWork&)>>> steps = {
      {ChangeKind::kCreated,
       [&](UnitOfWork& work) {
         Team team;
         return work.Insert(*teams, name, &team);
       }},
      {ChangeKind::kUpdated, with_row([&](UnitOfWork& work, Stored* row) {
         Team next = static_cast<const Team&>(*row->message);
         next.set_title("another");
         return work.Update(*teams, *row, &next).status();
       })},
      {ChangeKind::kDeleted,
       with_row([&](UnitOfWork& work, Stored* row) { return work.Delete(*teams, row); })},
      {ChangeKind::kUndeleted,
       with_row([&](UnitOfWork& work, Stored* row) { return work.Undelete(*teams, row); })}};
  std::vector<ChangeKind> done;
  for (const auto& [kind, step] : steps) {
    refused = {kind};
    EXPECT_THAT(shop.Run(step), ::testing::Not(IsOk())) << static_cast<int>(kind);
    refused.clear();
    EXPECT_THAT(shop.Run(step), IsOk()) << static_cast<int>(kind);
    done.push_back(kind);
  }
  EXPECT_EQ(derived, done);
}

// What a team's roll says, here: its title, and that of its sponsor.
TEST(BehaviorTest, CompleteReadsOthersAndSetsWhatTheServiceSays) {
  Workshop shop;
  const Resource* all = nullptr;
  Behavior<Team> behavior;
  behavior.complete = [&](UnitOfWork& work, const Team*, Team* next) -> absl::Status {
    if (next->title() == "forbidden") return InvalidField("title", "not this one");
    std::string roll = next->title();
    if (const auto sponsor = ParseName(all->type(), next->sponsor(), "sponsor"); sponsor.ok()) {
      GUANXI_ASSIGN_OR_RETURN(const auto row, work.Peek(*all, *sponsor));
      if (row.has_value()) {
        absl::StrAppend(&roll, " by ", static_cast<const Team&>(*row->message).title());
      }
    }
    next->set_roll(roll);
    return absl::OkStatus();
  };
  const auto teams = Resource::Create(behavior).value();
  ASSERT_THAT(Resource::Link({teams.get()}), IsOk());
  all = teams.get();
  const ResourceName sponsor = shop.NewName();
  const ResourceName name = shop.NewName();
  Team team;
  EXPECT_THAT(shop.Run([&](UnitOfWork& work) -> absl::Status {
    Team first;
    first.set_title("first");
    GUANXI_RETURN_IF_ERROR(work.Insert(*teams, sponsor, &first));
    team.Clear();
    team.set_title("second");
    team.set_sponsor(FormatName(teams->type(), sponsor));
    return work.Insert(*teams, name, &team);
  }),
              IsOk());
  EXPECT_EQ(team.roll(), "second by first");
  const auto retitle = [&](const char* title) {
    return shop.Run([&](UnitOfWork& work) -> absl::Status {
      GUANXI_ASSIGN_OR_RETURN(const Stored row, work.Get(*teams, name));
      team = static_cast<const Team&>(*row.message);
      team.set_title(title);
      return work.Update(*teams, row, &team).status();
    });
  };
  EXPECT_THAT(retitle("third"), IsOk());
  EXPECT_EQ(team.roll(), "third by first");
  const std::string etag = team.etag();
  EXPECT_THAT(retitle("third"), IsOk());
  EXPECT_EQ(team.etag(), etag);
  EXPECT_TRUE(IsAboutFields(retitle("forbidden")));
}

}  // namespace
}  // namespace guanxi::resource
