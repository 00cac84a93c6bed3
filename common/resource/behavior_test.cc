// When the engine asks what a resource's own rules say.
#include <functional>
#include <set>
#include <utility>
#include <vector>

#include "common/base/status_macros.h"
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

}  // namespace
}  // namespace guanxi::resource
