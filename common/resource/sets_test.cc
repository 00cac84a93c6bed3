// Sets: rows beside their records, and what lists find by them.
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/resource/fill_columns.h"
#include "common/resource/unit_of_work.h"
#include "common/resource/warehouse.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::resource {
namespace {

using testing::Article;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

class SetsTest : public ::testing::Test {
 protected:
  static Article Labelled(const std::vector<std::string>& labels, const std::string& title = "") {
    Article article;
    article.set_title(title);
    article.mutable_labels()->Assign(labels.begin(), labels.end());
    return article;
  }
  ResourceName Put(const std::vector<std::string>& labels) { return house_.Put(Labelled(labels)); }
  // "a1 b1": the texts of rows with whether they are of a live record.
  std::string Rows() {
    return house_.shop.Text(
        "SELECT COALESCE(GROUP_CONCAT(CONCAT(value, live) ORDER BY value, live SEPARATOR ' '), '') "
        "FROM set_values WHERE type = 902 AND field = 20");
  }
  void Erase(const std::string& value) {
    ASSERT_THAT(house_.shop.database->ReadWrite(
                    {},
                    [&](db::Transaction& tx) {
                      return tx
                          .Execute({"test.erase", "DELETE FROM set_values WHERE value = ?", true},
                                   {value})
                          .status();
                    }),
                IsOk());
  }

  Warehouse house_;
};

TEST_F(SetsTest, AWriteTouchesTheRowsThatDifferAlone) {
  const ResourceName name = Put({"a", "b"});
  EXPECT_EQ(Rows(), "a1 b1");
  // Were it written again, it would be there again.
  Erase("a");
  ASSERT_THAT(house_.Update(name, Labelled({"a", "b", "c"}, "new")), IsOk());
  EXPECT_EQ(Rows(), "b1 c1");
  ASSERT_THAT(house_.Update(name, Labelled({"c"})), IsOk());
  EXPECT_EQ(Rows(), "c1");
  ASSERT_THAT(house_.Update(name, Labelled({})), IsOk());
  EXPECT_EQ(Rows(), "");
}

TEST_F(SetsTest, AValueThatStandsTwiceHasOneRow) {
  const ResourceName name = Put({"a", "b", "a"});
  EXPECT_EQ(Rows(), "a1 b1");
  ASSERT_THAT(house_.Update(name, Labelled({"b", "a"})), IsOk());
  EXPECT_EQ(Rows(), "a1 b1");
}

TEST_F(SetsTest, NamesAreStoredAsIds) {
  const Uuid user = DeriveUuid("user", "u");
  Article article;
  article.add_watchers(absl::StrCat("users/", user.ToString()));
  const ResourceName name = house_.Put(article);
  EXPECT_EQ(house_.shop.Text("SELECT value FROM set_values WHERE field = 21"), user.bytes());
  EXPECT_THAT(house_.List(absl::StrCat("watchers:\"users/", user.ToString(), "\"")),
              ElementsAre(house_.NameOf(name)));
}

TEST_F(SetsTest, FiltersFindWhatIsInThem) {
  const std::string a = house_.NameOf(Put({"a"})), ab = house_.NameOf(Put({"a", "b"})),
                    none = house_.NameOf(Put({}));
  EXPECT_THAT(house_.List("labels:a", "name"), ElementsAre(a, ab));
  EXPECT_THAT(house_.List("labels:a", "name desc"), ElementsAre(ab, a));
  EXPECT_THAT(house_.List("labels:\"a  \"", "name"), ElementsAre(a, ab));
  EXPECT_THAT(house_.List("labels:a labels:b"), ElementsAre(ab));
  EXPECT_THAT(house_.List("labels:*"), UnorderedElementsAre(a, ab));
  EXPECT_THAT(house_.List("NOT labels:b"), UnorderedElementsAre(a, none));
  EXPECT_THAT(house_.List("NOT labels:*"), ElementsAre(none));
  EXPECT_THAT(house_.List("labels:b OR title = x"), ElementsAre(ab));
  EXPECT_THAT(house_.List("labels:c"), IsEmpty());
}

TEST_F(SetsTest, RowsOfDeletedRecordsLieApart) {
  const ResourceName gone = Put({"a"});
  const std::string stays = house_.NameOf(Put({"a"}));
  ASSERT_THAT(house_.Delete(gone), IsOk());
  EXPECT_EQ(Rows(), "a0 a1");
  EXPECT_THAT(house_.List("labels:a", "name"), ElementsAre(stays));
  EXPECT_THAT(house_.List("labels:a", "name", /*show_deleted=*/true),
              ElementsAre(house_.NameOf(gone), stays));
  EXPECT_THAT(house_.List("labels:a delete_time:*", "name", /*show_deleted=*/true),
              ElementsAre(house_.NameOf(gone)));
  ASSERT_THAT(house_.Undelete(gone), IsOk());
  EXPECT_EQ(Rows(), "a1 a1");
  EXPECT_THAT(house_.List("labels:a", "name"), ElementsAre(house_.NameOf(gone), stays));
}

TEST_F(SetsTest, AListByValuePagesInTheOrderOfIds) {
  std::vector<std::string> names;
  for (int i = 0; i < 25; ++i) {
    Article article = Labelled({i % 2 == 0 ? "even" : "odd", "all"});
    article.set_stock(-i);
    names.push_back(house_.NameOf(house_.Put(article)));
  }
  for (const int page_size : {1, 4, 25, 26}) {
    EXPECT_EQ(house_.List("labels:all", "name", false, page_size), names) << page_size;
  }
  const auto plan = [&](const std::string& filter, const std::string& order_by) {
    const auto spec = MakeListSpec(house_.type(), CustomFields(), filter, order_by);
    const ListPlan chosen = ChoosePlan(house_.type(), *spec);
    return std::make_pair(chosen.path != nullptr, chosen.set != nullptr);
  };
  EXPECT_EQ(plan("labels:all", "name"), std::make_pair(true, true));
  EXPECT_EQ(plan("labels:all", "stock"), std::make_pair(false, true));
  EXPECT_EQ(plan("labels:all stock > 3", "name"), std::make_pair(false, true));
  EXPECT_EQ(plan("NOT labels:all", "name"), std::make_pair(false, false));
  EXPECT_EQ(plan("labels:all OR stock > 3", "name"), std::make_pair(false, false));
  EXPECT_EQ(plan("labels:*", "name"), std::make_pair(false, false));
  // No path is declared over it.
  EXPECT_EQ(plan("watchers:\"users/" + Uuid().ToString() + "\"", "name"),
            std::make_pair(false, true));
  std::reverse(names.begin(), names.end());
  EXPECT_EQ(house_.List("labels:all", "stock", false, 4), names);
  EXPECT_EQ(house_.List("labels:even stock > -20", "name desc", false, 3).size(), 10);
}

TEST_F(SetsTest, IdsAreFilteredAndOrderedByName) {
  const std::string a = house_.NameOf(Put({})), b = house_.NameOf(Put({}));
  EXPECT_THAT(house_.List(absl::StrCat("name = \"", a, "\"")), ElementsAre(a));
  EXPECT_THAT(house_.List(absl::StrCat("NOT name = \"", a, "\"")), ElementsAre(b));
  EXPECT_THAT(house_.List("", "name"), ElementsAre(a, b));
  EXPECT_THAT(house_.List("", "name desc", false, 1), ElementsAre(b, a));
}

// As after the migration that makes the table, and one that adds columns.
TEST_F(SetsTest, WhatAMigrationAddsIsFilledOnce) {
  std::vector<ResourceName> names;
  for (int i = 0; i < 230; ++i) {
    Article article = Labelled({"a", absl::StrCat("l", i)});
    article.mutable_first_sale()->set_year(2026);
    article.mutable_first_sale()->set_month(1);
    article.mutable_first_sale()->set_day(1 + i % 28);
    names.push_back(house_.Put(article));
  }
  ASSERT_THAT(house_.Delete(names[3]), IsOk());
  for (const char* sql : {"DELETE FROM set_values WHERE value <> ?",
                          "UPDATE articles SET first_sale = NULL WHERE code = ?"}) {
    ASSERT_THAT(house_.shop.database->ReadWrite(
                    {},
                    [&](db::Transaction& tx) {
                      return tx.Execute({"test.lose", sql, true}, {""}).status();
                    }),
                IsOk());
  }
  // A writer was there first.
  ASSERT_THAT(house_.Update(names[5], Labelled({"a", "new"})), IsOk());
  const auto fill = [&](int version) {
    return FillColumns(house_.shop.database.get(), *house_.articles, version);
  };
  EXPECT_EQ(fill(7).value(), 230);
  EXPECT_EQ(house_.shop.Number("SELECT COUNT(*) FROM set_values WHERE value = 'a' AND live = 1"),
            229);
  EXPECT_EQ(house_.shop.Number("SELECT COUNT(*) FROM set_values WHERE value = 'a' AND live = 0"),
            1);
  EXPECT_EQ(house_.shop.Number("SELECT COUNT(*) FROM articles WHERE first_sale IS NULL"), 1);
  EXPECT_EQ(house_.shop.Number("SELECT COUNT(*) FROM articles WHERE version > 2"), 0);
  EXPECT_EQ(fill(7).value(), 0);
  EXPECT_EQ(fill(8).value(), 230);
  EXPECT_EQ(house_.List("labels:a", "name", false, 50).size(), 229);
}

}  // namespace
}  // namespace guanxi::resource
