// The search index on a real MariaDB.
#include "common/search/search_index.h"

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/db/database.h"
#include "common/testing/mariadb.h"
#include "common/testing/names.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::search {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr char kSearchTable[] =
    "CREATE TABLE search_rows (tenant_id BINARY(16) NOT NULL, type SMALLINT NOT NULL, id "
    "BINARY(16) NOT NULL, "
    "row_no TINYINT UNSIGNED NOT NULL, text VARBINARY(64) NULL, pinyin VARBINARY(16) NULL, "
    "initials VARBINARY(6) NULL, names VARBINARY(2048) NULL, "
    "PRIMARY KEY (tenant_id, type, id, row_no), "
    "KEY idx_search_rows_text (tenant_id, type, text, id, row_no), "
    "KEY idx_search_rows_pinyin (tenant_id, type, pinyin, id, row_no), "
    "KEY idx_search_rows_initials (tenant_id, type, initials, id, row_no)) "
    "ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin";
constexpr char kCustomerTable[] =
    "CREATE TABLE customers (tenant_id BINARY(16) NOT NULL, id BINARY(16) NOT NULL, "
    "owner INT NOT NULL, PRIMARY KEY (tenant_id, id)) "
    "ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin";
const db::Query kInsertCustomer{"customers.insert",
                                "INSERT INTO customers (tenant_id, id, owner) VALUES (?, ?, ?)"};

class SearchIndexTest : public ::testing::Test {
 protected:
  SearchIndexTest()
      : server_(SharedMariaDb()->CreateSchema().value()),
        database_(db::Database::Create({server_}).value()) {
    EXPECT_THAT(SharedMariaDb()->Execute(kSearchTable, server_.schema), IsOk());
    EXPECT_THAT(SharedMariaDb()->Execute(kCustomerTable, server_.schema), IsOk());
  }

  Uuid Add(const std::vector<Name>& names) {
    const Uuid id = ids_.Next();
    AddAll({{id, names}});
    return id;
  }

  void AddAll(const std::map<Uuid, std::vector<Name>>& records) {
    std::vector<std::vector<db::Value>> rows;
    for (const auto& [id, names] : records) {
      const auto values = index_.RowValues(tenant_, id, names);
      ASSERT_THAT(values, IsOk());
      rows.insert(rows.end(), values->begin(), values->end());
    }
    EXPECT_THAT(
        database_->ReadWrite(
            {}, [&](db::Transaction& tx) { return tx.InsertRows(InsertRows(), rows).status(); }),
        IsOk());
  }

  absl::Status Remove(const Uuid& id) {
    return database_->ReadWrite(
        {}, [&](db::Transaction& tx) { return index_.Remove(tx, tenant_, id); });
  }

  absl::StatusOr<Page> Find(const std::string& text, const PageRequest& request) {
    Page page;
    GUANXI_ASSIGN_OR_RETURN(const SearchQuery query, ParseQuery(text, "CN"));
    GUANXI_RETURN_IF_ERROR(database_->ReadOnly({}, [&](db::Transaction& tx) -> absl::Status {
      GUANXI_ASSIGN_OR_RETURN(page, index_.Find(tx, query, request));
      return absl::OkStatus();
    }));
    return page;
  }

  // All pages together, in order.
  std::vector<Uuid> FindAll(const std::string& text, size_t limit = 1000,
                            const Restriction& restriction = {}) {
    std::vector<Uuid> ids;
    PageRequest request{tenant_, limit, "", {restriction}};
    do {
      const auto page = Find(text, request);
      if (!page.ok()) {
        ADD_FAILURE() << page.status();
        break;
      }
      EXPECT_LE(page->ids.size(), limit);
      ids.insert(ids.end(), page->ids.begin(), page->ids.end());
      request.resume = page->resume;
    } while (!request.resume.empty());
    return ids;
  }

  UuidSource ids_;
  const Uuid tenant_ = ids_.Next();
  const SearchIndex index_{1, "customers"};
  const db::Server server_;
  const std::unique_ptr<db::Database> database_;
};

TEST_F(SearchIndexTest, FindsByTextPinyinAndInitials) {
  const Uuid bank = Add({{"重庆长城银行"}});
  const Uuid person = Add({{"曾國藩", text::NameKind::kPerson}});
  const Uuid company = Add({{"Northwind Trading Ltd"}, {"北风贸易"}});
  for (const char* query : {"长城", "銀行", "chongqing", "yinhang", "ccyh", "cqccyh"}) {
    EXPECT_THAT(FindAll(query), ElementsAre(bank)) << query;
  }
  for (const char* query : {"国藩", "zengguofan", "cengguo", "zgf"}) {
    EXPECT_THAT(FindAll(query), ElementsAre(person)) << query;
  }
  for (const char* query : {"trading", "northwind ltd", "beifeng", "北风 north"}) {
    EXPECT_THAT(FindAll(query), ElementsAre(company)) << query;
  }
  EXPECT_THAT(FindAll("orthwind"), IsEmpty());
}

TEST_F(SearchIndexTest, RanksTheNearestFirst) {
  const Uuid inside = Add({{"杭州大云帆科技有限公司"}});
  const Uuid brand = Add({{"杭州云帆科技有限公司"}});
  const Uuid start = Add({{"云帆科技有限公司"}});
  const Uuid whole = Add({{"云帆"}});
  EXPECT_THAT(FindAll("云帆"), ElementsAre(whole, start, brand, inside));
  EXPECT_THAT(FindAll("yunfan", 1), ElementsAre(whole, start, brand, inside));
}

// Rows that are alike but for their type come in its order, however the pages are cut.
TEST_F(SearchIndexTest, SearchesSeveralTypesAsOne) {
  const SearchIndex others(2, "contacts");
  std::vector<std::pair<size_t, Uuid>> wanted;
  const auto add = [&](size_t type, const Uuid& id, const char* name) {
    const SearchIndex& index = type == 0 ? index_ : others;
    EXPECT_THAT(
        database_->ReadWrite(
            {}, [&](db::Transaction& tx) { return index.Insert(tx, tenant_, id, {{name}}); }),
        IsOk());
    wanted.emplace_back(type, id);
  };
  const Uuid both = ids_.Next();
  add(0, both, "云帆");
  add(1, both, "云帆");
  add(1, ids_.Next(), "云帆扬");
  add(0, ids_.Next(), "云帆科技");
  add(1, ids_.Next(), "大云帆");
  for (const size_t limit : {1, 2, 10}) {
    std::vector<std::pair<size_t, Uuid>> found;
    PageRequest request{tenant_, limit, "", {}};
    const SearchQuery query = ParseQuery("云帆", "CN").value();
    do {
      Page page;
      ASSERT_THAT(database_->ReadOnly({},
                                      [&](db::Transaction& tx) -> absl::Status {
                                        GUANXI_ASSIGN_OR_RETURN(
                                            page, SearchIndex::Find(tx, {&index_, &others}, query,
                                                                    request));
                                        return absl::OkStatus();
                                      }),
                  IsOk());
      for (size_t i = 0; i < page.ids.size(); ++i) found.emplace_back(page.types[i], page.ids[i]);
      request.resume = page.resume;
    } while (!request.resume.empty());
    EXPECT_EQ(found, wanted) << limit;
  }
}

TEST_F(SearchIndexTest, KeepsTenantsApart) {
  Add({{"杭州云帆"}});
  const auto page = Find("云帆", {ids_.Next(), 10, "", {}});
  ASSERT_THAT(page, IsOk());
  EXPECT_THAT(page->ids, IsEmpty());
}

TEST_F(SearchIndexTest, ForgetsRemovedRecords) {
  const Uuid kept = Add({{"杭州云帆"}});
  const Uuid removed = Add({{"宁波云帆"}});
  EXPECT_THAT(Remove(removed), IsOk());
  EXPECT_THAT(Remove(ids_.Next()), IsOk());
  EXPECT_THAT(FindAll("云帆"), ElementsAre(kept));
}

TEST_F(SearchIndexTest, ARecordWithoutWordsIsStoredWithoutRows) {
  EXPECT_THAT(database_->ReadWrite({},
                                   [&](db::Transaction& tx) {
                                     return index_.Insert(tx, tenant_, ids_.Next(), {{"★"}});
                                   }),
              IsOk());
}

TEST_F(SearchIndexTest, HandsARecordOutOnceHoweverOftenItMatches) {
  const Uuid id = Add({{"长长长长长长长长"}, {"chang zhang chang"}});
  EXPECT_THAT(FindAll("长"), ElementsAre(id));
  EXPECT_THAT(FindAll("chang"), ElementsAre(id));
  EXPECT_THAT(FindAll("c"), ElementsAre(id));
  EXPECT_THAT(FindAll("chang zhang"), ElementsAre(id));
}

TEST_F(SearchIndexTest, AsksTheResourcesRowForTheRestriction) {
  std::vector<Uuid> own;
  for (int i = 0; i < 10; ++i) {
    const Uuid id = Add({{"杭州云帆"}});
    if (i % 2 == 0) own.push_back(id);
    EXPECT_THAT(
        database_->ReadWrite(
            {},
            [&](db::Transaction& tx) {
              return tx.Execute(kInsertCustomer, {tenant_.bytes(), id.bytes(), i % 2}).status();
            }),
        IsOk());
  }
  EXPECT_EQ(FindAll("云帆", 3, {"r.owner = ?", {0}}), own);
  EXPECT_EQ(FindAll("yunfan", 3, {"r.owner = ?", {0}}), own);
}

TEST_F(SearchIndexTest, RefusesAForeignResumeState) {
  EXPECT_THAT(Find("云帆", {tenant_, 10, "garbage", {}}),
              StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST_F(SearchIndexTest, SaysWhenAPageIsTheLast) {
  for (int i = 0; i < 10; ++i) Add({{"杭州云帆"}});
  EXPECT_EQ(Find("云帆", {tenant_, 10, "", {}})->resume, "");
  EXPECT_NE(Find("云帆", {tenant_, 9, "", {}})->resume, "");
}

// Thousands of records, so that common words fill several blocks.
class FilledIndexTest : public SearchIndexTest {
 protected:
  static constexpr size_t kRecords = 3000;

  FilledIndexTest() {
    NameGenerator names(7);
    for (size_t i = 0; i < kRecords; ++i) {
      std::vector<Name> record = {{names.Company()}};
      if (i % 5 == 0) record = {{names.Person(), text::NameKind::kPerson}};
      if (i % 7 == 0) record.push_back({names.ForeignCompany()});
      const Uuid id = ids_.Next();
      folded_[id] = FoldNames(record).value();
      records_[id] = std::move(record);
    }
    AddAll(records_);
  }

  std::set<Uuid> Matching(const std::string& text) const {
    const SearchQuery query = ParseQuery(text, "CN").value();
    std::set<Uuid> ids;
    for (const auto& [id, names] : folded_) {
      if (Matches(names, query)) ids.insert(id);
    }
    return ids;
  }

  std::set<Uuid> Like(const std::string& text) const {
    std::set<Uuid> ids;
    for (const auto& [id, names] : folded_) {
      for (const FoldedName& name : names) {
        std::string joined = name.words;
        joined.erase(std::remove(joined.begin(), joined.end(), ' '), joined.end());
        if (absl::StrContains(joined, text)) ids.insert(id);
      }
    }
    return ids;
  }

  std::map<Uuid, std::vector<Name>> records_;
  std::map<Uuid, std::vector<FoldedName>> folded_;
};

// Every record exactly once over all pages.
void ExpectSame(const std::vector<Uuid>& found, const std::set<Uuid>& expected,
                const std::string& query) {
  EXPECT_EQ(found.size(), expected.size()) << query;
  EXPECT_EQ(std::set<Uuid>(found.begin(), found.end()), expected) << query;
}

TEST_F(FilledIndexTest, FindsAllThatLikeFindsOverAllPages) {
  for (const char* query : {"公司", "有限公司", "科技", "云", "重庆", "长", "司", "银行",
                            "网络科技", "曾", "限", "上海", "浦东新区"}) {
    for (size_t limit : {37, 1000}) ExpectSame(FindAll(query, limit), Like(query), query);
  }
}

TEST_F(FilledIndexTest, FindsAllThatMatchesOverAllPages) {
  for (const char* query :
       {"gongsi",    "g",      "youxian",  "yx",       "chongqing", "zhongqing",
        "cq",        "hang",   "changsha", "ltd",      "no",        "keji gongsi",
        "上海 科技", "zeng",   "sh kj",    "hangzhou", "hz",        "wangluokejiyouxiangongsi",
        "z",         "yinhang"}) {
    for (size_t limit : {41, 1000}) ExpectSame(FindAll(query, limit), Matching(query), query);
  }
}

TEST_F(FilledIndexTest, StaysCompleteWhileOthersWrite) {
  const std::set<Uuid> expected = Like("公司");
  std::vector<Uuid> found;
  PageRequest request{tenant_, 100, "", {}};
  NameGenerator names(8);
  do {
    const Page page = Find("公司", request).value();
    for (const Uuid& id : page.ids) {
      if (expected.count(id) > 0) found.push_back(id);
    }
    request.resume = page.resume;
    for (int i = 0; i < 20; ++i) Add({{names.Company()}});
  } while (!request.resume.empty());
  ExpectSame(found, expected, "公司");
}

TEST_F(SearchIndexTest, WholeNamesAreFoundInAnyFormAndPartsOfThemAreNot) {
  const Uuid one = Add({{"灵动传媒（杭州）有限公司"}, {"Lingdong Media"}});
  Add({{"灵动传媒（杭州）有限公司北京分公司"}});
  Add({{"灵动传媒"}, {"新灵动传媒（杭州）有限公司"}});
  const auto whole = [&](const std::string& name) {
    std::vector<Uuid> ids;
    EXPECT_THAT(database_->ReadOnly({},
                                    [&](db::Transaction& tx) -> absl::Status {
                                      GUANXI_ASSIGN_OR_RETURN(
                                          ids, index_.FindWhole(tx, tenant_, name, 10));
                                      return absl::OkStatus();
                                    }),
                IsOk());
    return ids;
  };
  EXPECT_THAT(whole("灵动传媒(杭州)有限公司"), ElementsAre(one));
  EXPECT_THAT(whole("LINGDONG  media"), ElementsAre(one));
  EXPECT_THAT(whole("灵动传媒（杭州）"), IsEmpty());
  EXPECT_THAT(whole("Media"), IsEmpty());
  EXPECT_THAT(whole("——"), IsEmpty());
}

// What a page reads is bounded, wherever it begins.
TEST_F(FilledIndexTest, DeepPagesReadNoMoreThanTheirBlock) {
  const auto handler_reads = [&] {
    uint64_t total = 0;
    EXPECT_THAT(
        database_->ReadOnly(
            {},
            [&](db::Transaction& tx) -> absl::Status {
              GUANXI_ASSIGN_OR_RETURN(
                  const db::Rows rows,
                  tx.Select({"status", "SHOW GLOBAL STATUS LIKE 'Handler_read%'", true}, {}));
              for (const db::Row& row : rows) total += std::stoull(std::string(row.String(1)));
              return absl::OkStatus();
            }),
        IsOk());
    return total;
  };
  PageRequest request{tenant_, 500, "", {}};
  do {
    const uint64_t before = handler_reads();
    const Page page = Find("公司", request).value();
    // A block, one more row batch to see its end, and 30 index rows of each of 512 records.
    EXPECT_LT(handler_reads() - before, 3 * kBlockRows + 512 * 30 + 1000);
    request.resume = page.resume;
  } while (!request.resume.empty());
}

}  // namespace
}  // namespace guanxi::search
