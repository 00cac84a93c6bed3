// Records whose names have three levels: teams/{team}/members/{member}/medals/{medal}.
#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/db/schema_shape.h"
#include "common/db/sql_lint.h"
#include "common/errors/errors.h"
#include "common/resource/list_page.h"
#include "common/resource/reader.h"
#include "common/resource/schema_drift.h"
#include "common/resource/workshop.h"
#include "common/resource/writer.h"
#include "common/testing/mariadb.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::resource {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::ListMedalsRequest;
using testing::ListMedalsResponse;
using testing::Medal;

class ThreeLevelsTest : public ::testing::Test {
 protected:
  std::string TeamName(const ResourceName& name) { return FormatName(shop_.teams->type(), name); }
  std::string MemberName(const ResourceName& name) {
    return FormatName(shop_.members->type(), name);
  }
  std::string MedalName(const ResourceName& name) { return FormatName(shop_.medals->type(), name); }

  absl::StatusOr<ListMedalsResponse> ListOnce(const ListMedalsRequest& request) {
    const Reader reader(shop_.engine.get(), shop_.medals.get(), shop_.members.get());
    ListMedalsResponse page;
    GUANXI_RETURN_IF_ERROR(reader.List(shop_.call(), request, &page));
    return page;
  }
  // The inscriptions of all pages of two, sorted; or the error's reason.
  std::string List(const std::string& parent, const std::string& filter = "") {
    ListMedalsRequest request;
    request.set_parent(parent);
    request.set_filter(filter);
    request.set_page_size(2);
    std::string all;
    do {
      const auto page = ListOnce(request);
      if (!page.ok()) return std::string(Reason(page.status()));
      for (const Medal& medal : page->medals()) absl::StrAppend(&all, medal.inscription());
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
    std::sort(all.begin(), all.end());
    return all;
  }
  absl::StatusOr<Medal> Get(const std::string& name) {
    const Reader reader(shop_.engine.get(), shop_.medals.get(), shop_.members.get());
    testing::GetRequest request;
    request.set_name(name);
    Medal medal;
    GUANXI_RETURN_IF_ERROR(reader.Get(shop_.call(), request, &medal));
    return medal;
  }
  absl::Status Create(const std::string& parent) {
    const Writer writer(shop_.engine.get(), shop_.medals.get(), shop_.members.get());
    testing::CreateMedalRequest request;
    request.set_parent(parent);
    request.mutable_medal()->set_inscription("new");
    Medal made;
    return writer.Create(shop_.call(), request, &made);
  }
  absl::Status Delete(const Resource& resource, const ResourceName& name) {
    return shop_.Run([&](UnitOfWork& work) -> absl::Status {
      GUANXI_ASSIGN_OR_RETURN(Stored row, work.Get(resource, name));
      return work.Delete(resource, &row);
    });
  }
  absl::Status Put(const ResourceName& name, const Medal& given) {
    return shop_.Run([&](UnitOfWork& work) {
      Medal medal = given;
      return work.Insert(*shop_.medals, name, &medal);
    });
  }
  absl::Status Move(const ResourceName& name, const ResourceName& member) {
    return shop_.Run([&](UnitOfWork& work) -> absl::Status {
      GUANXI_ASSIGN_OR_RETURN(Stored row, work.Get(*shop_.medals, name));
      return work.Move(*shop_.medals, &row, member);
    });
  }

  Workshop shop_;
  const ResourceName a_ = shop_.AddTeam("a"), b_ = shop_.AddTeam("b");
  const ResourceName a1_ = shop_.AddMember(a_, "a1"), a2_ = shop_.AddMember(a_, "a2");
  const ResourceName b1_ = shop_.AddMember(b_, "b1");
};

TEST_F(ThreeLevelsTest, TheTableIsWhatTheOptionsSay) {
  const auto shape = db::ReadShape(shop_.server);
  ASSERT_THAT(shape, IsOk());
  EXPECT_THAT(SchemaDrift(*shape, *shop_.medals), IsEmpty());
  EXPECT_THAT(db::LintQueries(AllQueries(*shop_.medals, shop_.members.get())), IsEmpty());
}

TEST_F(ThreeLevelsTest, NamesSayAllLevels) {
  const ResourceName name = shop_.AddMedal(a1_, "x");
  const std::string text = absl::StrCat(MemberName(a1_), "/medals/", name.id.ToString());
  EXPECT_EQ(MedalName(name), text);
  const auto medal = Get(text);
  ASSERT_THAT(medal, IsOk());
  EXPECT_EQ(medal->name(), text);
  EXPECT_TRUE(ParseName(shop_.medals->type(), text, "name").value() == name);
  // Of the same member, in another team; of another member of the same team.
  EXPECT_THAT(Get(absl::StrCat(TeamName(b_), text.substr(TeamName(a_).size()))),
              HasReason("MEMBER_NOT_FOUND"));
  EXPECT_THAT(Get(absl::StrCat(MemberName(a2_), "/medals/", name.id.ToString())),
              HasReason("MEDAL_NOT_FOUND"));
}

TEST_F(ThreeLevelsTest, ListsTakeAWildcardAtEachLevel) {
  for (const char* one : {"1", "2", "3"}) shop_.AddMedal(a1_, one);
  shop_.AddMedal(a2_, "4");
  for (const char* one : {"5", "6"}) shop_.AddMedal(b1_, one);
  EXPECT_EQ(List(MemberName(a1_)), "123");
  EXPECT_EQ(List(TeamName(a_) + "/members/-"), "1234");
  EXPECT_EQ(List("teams/-/members/-"), "123456");
  const std::string b1 = MemberName(b1_);
  EXPECT_EQ(List("teams/-" + b1.substr(TeamName(b_).size())), "56");
  EXPECT_EQ(List(TeamName(a_) + b1.substr(TeamName(b_).size())), "MEMBER_NOT_FOUND");
  EXPECT_EQ(List(TeamName(shop_.NewName()) + "/members/-"), "TEAM_NOT_FOUND");
  EXPECT_EQ(List("teams/-"), "INVALID_NAME");
  ASSERT_THAT(Delete(*shop_.members, a1_), IsOk());
  EXPECT_EQ(List(TeamName(a_) + "/members/-"), "4");
  EXPECT_EQ(List("teams/-/members/-"), "456");
  ASSERT_THAT(Delete(*shop_.teams, b_), IsOk());
  EXPECT_EQ(List("teams/-/members/-"), "4");
  EXPECT_EQ(List("teams/-/members/-", "create_time:*"), "4");  // by another way than the path
  EXPECT_EQ(List("teams/-" + b1.substr(TeamName(b_).size())), "TEAM_NOT_FOUND");
}

TEST_F(ThreeLevelsTest, EachLevelHasAListPathOfItsOwn) {
  const Reader reader(nullptr, shop_.medals.get(), shop_.members.get());
  ListMedalsRequest request;
  for (const std::string& parent :
       {MemberName(a1_), TeamName(a_) + "/members/-", std::string("teams/-/members/-")}) {
    request.set_parent(parent);
    EXPECT_EQ(reader.ListLane(request), rpc::Lane::kPoint) << parent;
  }
}

TEST_F(ThreeLevelsTest, NothingIsMadeUnderWhatIsDeleted) {
  EXPECT_THAT(Create(MemberName(a1_)), IsOk());
  EXPECT_THAT(Create(TeamName(b_) + MemberName(a1_).substr(TeamName(a_).size())),
              HasReason("MEMBER_NOT_FOUND"));
  EXPECT_THAT(Create(TeamName(a_) + "/members/-"), HasReason("INVALID_NAME"));
  ASSERT_THAT(Delete(*shop_.teams, a_), IsOk());
  EXPECT_THAT(Create(MemberName(a1_)), HasReason("TEAM_NOT_FOUND"));
  EXPECT_THAT(Get(MedalName(shop_.AddMedal(a1_, "x"))), HasReason("TEAM_NOT_FOUND"));
}

TEST_F(ThreeLevelsTest, ReferencesNameWhatLiesUnderItsOwnParents) {
  const ResourceName first = shop_.AddMedal(a1_, "first");
  Medal medal;
  medal.set_model(MedalName(first));
  EXPECT_THAT(Put(ChildOf(b1_, shop_.NewName().id), medal), IsOk());
  medal.set_model(TeamName(b_) + MedalName(first).substr(TeamName(a_).size()));
  EXPECT_THAT(Put(ChildOf(b1_, shop_.NewName().id), medal),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("model")));
  medal.clear_model();
  medal.set_former(MedalName(first));
  EXPECT_THAT(Put(ChildOf(a1_, shop_.NewName().id), medal), IsOk());
  EXPECT_THAT(Put(ChildOf(a2_, shop_.NewName().id), medal),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("of another member")));
}

TEST_F(ThreeLevelsTest, ARecordMovesToAParentOfAnotherParent) {
  const ResourceName name = shop_.AddMedal(a1_, "x");
  EXPECT_THAT(Move(name, ChildOf(b_, a1_.id)), HasReason("MEMBER_NOT_FOUND"));
  ASSERT_THAT(Move(name, b1_), IsOk());
  const ResourceName moved = ChildOf(b1_, name.id);
  const auto medal = Get(MedalName(moved));
  ASSERT_THAT(medal, IsOk());
  EXPECT_EQ(medal->name(), MedalName(moved));
  EXPECT_EQ(List(TeamName(b_) + "/members/-"), "x");
  EXPECT_EQ(List(TeamName(a_) + "/members/-"), "");
  EXPECT_EQ(shop_.Number(absl::StrCat("SELECT COUNT(*) FROM changes WHERE kind = 2 AND before_body "
                                      "LIKE '%",
                                      a_.id.ToString(), "%' AND after_body LIKE '%",
                                      b_.id.ToString(), "%'")),
            1);
  // Each change says below what the record lay then.
  EXPECT_EQ(shop_.Text("SELECT parent_ids FROM changes WHERE resource_type = 'medal' AND kind = 1"),
            ParentIds(name));
  EXPECT_EQ(shop_.Text("SELECT parent_ids FROM changes WHERE resource_type = 'medal' AND kind = 2"),
            ParentIds(moved));
  EXPECT_EQ(shop_.Number("SELECT COUNT(*) FROM changes WHERE resource_type = 'team' AND parent_ids "
                         "<> ''"),
            0);
  ASSERT_THAT(Delete(*shop_.teams, a_), IsOk());
  EXPECT_THAT(Move(moved, a2_), HasReason("TEAM_NOT_FOUND"));
}

TEST_F(ThreeLevelsTest, FunctionsOfTimeGoByTheServicesClock) {
  shop_.AddMedal(a1_, "x");
  shop_.clock.Advance(absl::Hours(10 * 24));
  EXPECT_EQ(List("teams/-/members/-", "create_time > ago(\"11d\")"), "x");
  EXPECT_EQ(List("teams/-/members/-", "create_time > ago(\"9d\")"), "");
}

// Children of what is not there are looked at so far and no further.
TEST_F(ThreeLevelsTest, ACountPassesOverOrphansWithinBounds) {
  for (const char* one : {"1", "2", "3"}) shop_.AddMedal(a1_, one);
  const auto add_orphans = [&](int from, int to) {
    ASSERT_THAT(SharedMariaDb()->Execute(
                    absl::StrCat(
                        "INSERT INTO medals (tenant_id, id, version, live, parent_id, "
                        "grandparent_id, create_time, grade, body, personal) SELECT UNHEX('",
                        absl::BytesToHexString(shop_.tenant.bytes()),
                        "'), UNHEX(MD5(seq)), 1, 1, UNHEX(MD5(CONCAT('p', seq))), UNHEX(MD5('t')), "
                        "'2020-01-01', '', '', '' FROM seq_",
                        from, "_to_", to),
                    shop_.server.schema),
                IsOk());
  };
  ListMedalsRequest request;
  request.set_parent("teams/-/members/-");
  request.set_include_total_size(true);
  request.set_order_by("create_time desc");
  request.set_page_size(1);
  add_orphans(1, 20000);
  auto page = ListOnce(request);
  ASSERT_THAT(page, IsOk());
  EXPECT_EQ(page->total_size(), 3);
  add_orphans(20001, static_cast<int>(kMaxCounted));
  page = ListOnce(request);
  ASSERT_THAT(page, IsOk());
  EXPECT_EQ(page->total_size(), kMaxExactTotal + 1);
}

}  // namespace
}  // namespace guanxi::resource
