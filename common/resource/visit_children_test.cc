// The children of a row in an order, with what the unit of work has made of them.
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/resource/workshop.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::resource {
namespace {

using ::testing::ElementsAre;
using testing::Member;

class VisitChildrenTest : public ::testing::Test {
 protected:
  // Members "0" to "39", each a second after the one before.
  VisitChildrenTest() {
    for (int i = 0; i < 40; ++i) {
      members_.push_back(shop_.AddMember(team_, absl::StrCat(i)));
      shop_.clock.Advance(absl::Seconds(1));
    }
  }
  // The aliases of the first `count`, the newest first.
  absl::StatusOr<std::vector<std::string>> Newest(UnitOfWork& work, size_t count) {
    std::vector<std::string> aliases;
    GUANXI_RETURN_IF_ERROR(work.VisitChildren(*shop_.members, team_.id, "", "create_time desc",
                                              [&](const google::protobuf::Message& message) {
                                                aliases.push_back(
                                                    static_cast<const Member&>(message).alias());
                                                return aliases.size() < count;
                                              }));
    return aliases;
  }

  Workshop shop_;
  const ResourceName team_ = shop_.AddTeam("team");
  std::vector<ResourceName> members_;
};

TEST_F(VisitChildrenTest, StopsWhereItIsTold) {
  const ResourceName other = shop_.AddTeam("other");
  shop_.AddMember(other, "not of this team");
  EXPECT_THAT(shop_.Run([&](UnitOfWork& work) -> absl::Status {
    GUANXI_ASSIGN_OR_RETURN(const auto three, Newest(work, 3));
    EXPECT_THAT(three, ElementsAre("39", "38", "37"));
    GUANXI_ASSIGN_OR_RETURN(const auto all, Newest(work, 100));
    EXPECT_EQ(all.size(), 40u);
    EXPECT_EQ(all.back(), "0");
    return absl::OkStatus();
  }),
              IsOk());
}

TEST_F(VisitChildrenTest, SeesWhatTheUnitOfWorkMadeOfThem) {
  EXPECT_THAT(shop_.Run([&](UnitOfWork& work) -> absl::Status {
    GUANXI_ASSIGN_OR_RETURN(Stored gone, work.Get(*shop_.members, members_[39]));
    GUANXI_RETURN_IF_ERROR(work.Delete(*shop_.members, &gone));
    GUANXI_ASSIGN_OR_RETURN(const Stored old, work.Get(*shop_.members, members_[5]));
    Member next = static_cast<const Member&>(*old.message);
    next.set_alias("five");
    GUANXI_RETURN_IF_ERROR(work.Update(*shop_.members, old, &next).status());
    Member fresh;
    fresh.set_alias("new");
    GUANXI_RETURN_IF_ERROR(work.Insert(*shop_.members, shop_.NewName(team_.id), &fresh));
    GUANXI_ASSIGN_OR_RETURN(const auto first, Newest(work, 4));
    EXPECT_THAT(first, ElementsAre("five", "new", "38", "37"));
    GUANXI_ASSIGN_OR_RETURN(const auto all, Newest(work, 100));
    EXPECT_EQ(all.size(), 40u);  // one is gone, one is new, and none comes twice
    return absl::OkStatus();
  }),
              IsOk());
}

}  // namespace
}  // namespace guanxi::resource
