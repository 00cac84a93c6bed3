#include "common/db/sql_lint.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::db {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// The rules that a statement breaks.
std::vector<std::string> Broken(const std::string& sql, bool infrastructure = false) {
  std::vector<std::string> rules;
  for (const LintFinding& finding : LintQuery(Query{"q", sql, infrastructure})) {
    rules.push_back(finding.rule);
  }
  return rules;
}

TEST(SqlLintTest, AcceptsWhatWeWrite) {
  for (const char* sql : {
           "SELECT id, body FROM customers WHERE tenant_id = ? AND id = ?",
           "SELECT COUNT(*), a * b FROM t WHERE tenant_id = ? FOR UPDATE",
           "SELECT id FROM t WHERE tenant_id = ? AND (a > ? OR (a = ? AND id > ?)) "
           "ORDER BY a, id LIMIT ?",
           "SELECT c.id FROM customers c JOIN tags AS t ON t.tenant_id = c.tenant_id AND "
           "t.customer = c.id WHERE c.tenant_id = ?",
           "SELECT id FROM t WHERE ((tenant_id = ? AND x = 1) AND y IN (?, ?))",
           "SELECT id FROM t WHERE tenant_id = ? AND EXISTS (SELECT 1 FROM u WHERE "
           "u.tenant_id = t.tenant_id AND u.id = t.id)",
           "SELECT x.id FROM (SELECT id FROM t WHERE tenant_id = ?) AS x",
           "WITH w AS (SELECT id FROM t WHERE tenant_id = ?) SELECT id FROM w",
           "(SELECT id FROM t WHERE tenant_id = ?) UNION ALL (SELECT id FROM u WHERE tenant_id = ?)",
           "SELECT (SELECT id FROM t WHERE tenant_id = ? AND d = j.id) FROM JSON_TABLE(?, '$[*]' "
           "COLUMNS (id CHAR(32) PATH '$')) j",
           "SELECT id FROM a, b WHERE a.tenant_id = ? AND b.tenant_id = ?",
           "SELECT id FROM a WHERE tenant_id = ? UNION ALL SELECT id FROM b WHERE tenant_id = ?",
           "UPDATE t SET a = ? WHERE tenant_id = ? AND id = ? AND version = ?",
           "DELETE FROM `t` WHERE `tenant_id` = ? AND id = ?",
           "INSERT INTO t (tenant_id, id) VALUES (?, ?) ON DUPLICATE KEY UPDATE id = VALUES(id)",
           "INSERT INTO t (tenant_id, id) SELECT tenant_id, id FROM u WHERE tenant_id = ?",
           "SELECT id FROM t WHERE tenant_id = ? AND note = 'GET_LOCK; SELECT *'",
           "SELECT GREATEST(a, b) > (SELECT MAX(c) FROM t WHERE tenant_id = ?)",
       }) {
    EXPECT_THAT(LintQuery(Query{"q", sql}), IsEmpty()) << sql;
  }
}

TEST(SqlLintTest, FindsQueriesThatDoNotBindTheirTenant) {
  for (const char* sql : {
           "SELECT id FROM t WHERE id = ?",
           "SELECT id FROM t",
           "SELECT id FROM t WHERE tenant_id > ?",
           "SELECT id FROM t WHERE tenant_id IN (?, ?)",
           "SELECT id FROM t WHERE tenant_id = tenant_id",
           "SELECT id FROM t WHERE tenant_id = ? OR id = ?",
           "SELECT id FROM t WHERE id = ? OR tenant_id = ?",
           "SELECT id FROM t WHERE (tenant_id = ? AND a = 1) OR b = 2",
           "SELECT id FROM t WHERE b = 2 OR (tenant_id = ?)",
           "SELECT id FROM t WHERE NOT tenant_id = ?",
           "SELECT id FROM t WHERE NOT (tenant_id = ?)",
           "SELECT id FROM t WHERE IFNULL(tenant_id = ?, 1)",
           "SELECT tenant_id = ? FROM t",
           "SELECT c.id FROM customers c JOIN tags t ON t.customer = c.id WHERE c.tenant_id = ?",
           "SELECT id FROM a, b WHERE a.tenant_id = ?",
           "SELECT id FROM a JOIN b ON a.tenant_id = b.tenant_id",
           "SELECT id FROM a WHERE tenant_id = ? UNION SELECT id FROM b",
           "SELECT id FROM t WHERE tenant_id = ? AND id IN (SELECT id FROM u)",
           "UPDATE t SET tenant_id = ? WHERE id = ?",
           "DELETE FROM t WHERE id = ?",
           "INSERT INTO t (id) VALUES (?)",
           "INSERT INTO t VALUES (?, ?)",
           "INSERT INTO t (tenant_id, id) SELECT tenant_id, id FROM u",
       }) {
    EXPECT_THAT(Broken(sql), ElementsAre("tenant")) << sql;
  }
}

TEST(SqlLintTest, InfrastructureQueriesNeedNoTenant) {
  EXPECT_THAT(Broken("DELETE FROM outbox WHERE expire_time < ? LIMIT ?", true), IsEmpty());
  EXPECT_THAT(Broken("SELECT * FROM outbox", true), ElementsAre("star"));
}

TEST(SqlLintTest, FindsRowConstructorsInComparisons) {
  for (const char* sql : {
           "SELECT id FROM t WHERE tenant_id = ? AND (a, id) > (?, ?)",
           "SELECT id FROM t WHERE (a, id) <= (?, ?) AND tenant_id = ?",
           "SELECT id FROM t WHERE tenant_id = ? AND ROW(a, id) < ROW(?, ?)",
       }) {
    EXPECT_THAT(Broken(sql), ElementsAre("row_constructor")) << sql;
  }
}

TEST(SqlLintTest, FindsStars) {
  for (const char* columns : {"*", "DISTINCT *", "id, *", "t.*"}) {
    const std::string sql = std::string("SELECT ") + columns + " FROM t WHERE tenant_id = ?";
    EXPECT_THAT(Broken(sql), ElementsAre("star")) << sql;
  }
}

TEST(SqlLintTest, FindsForbiddenWords) {
  for (const char* sql : {
           "SELECT id FROM t WHERE tenant_id = ? FOR UPDATE SKIP LOCKED",
           "SELECT get_lock(?, 1)",
           "SELECT LAST_INSERT_ID()",
           "DELETE FROM t WHERE tenant_id = ? RETURNING id",
           "INSERT INTO t (tenant_id, id) VALUES (?, NEXTVAL(s))",
           "SELECT NEXT VALUE FOR s",
       }) {
    EXPECT_THAT(Broken(sql), ElementsAre("forbidden")) << sql;
  }
}

TEST(SqlLintTest, FindsWhatIsNoPlainStatement) {
  EXPECT_THAT(Broken("SELECT 'open"), ElementsAre("syntax"));
  EXPECT_THAT(Broken(""), ElementsAre("syntax"));
  EXPECT_THAT(Broken("COMMIT"), ElementsAre("syntax"));
  EXPECT_THAT(Broken("REPLACE INTO t (tenant_id) VALUES (?)"), ElementsAre("syntax"));
  EXPECT_THAT(Broken("SELECT 1; SELECT 2"), ElementsAre("syntax"));
  EXPECT_THAT(Broken("SELECT /*! 1 */"), ElementsAre("syntax"));
}

TEST(SqlLintTest, ReadsMultiRowInserts) {
  EXPECT_THAT(LintQuery(InsertQuery{"q", "INSERT INTO t (tenant_id, id) VALUES "}), IsEmpty());
  EXPECT_EQ(LintQuery(InsertQuery{"q", "INSERT INTO t (id) VALUES "}).size(), 1u);
}

TEST(SqlLintTest, NamesTheQuery) {
  const std::vector<LintFinding> findings =
      LintQueries({{"good", "SELECT id FROM t WHERE tenant_id = ?"}, {"bad", "SELECT id FROM t"}});
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].where, "bad");
}

}  // namespace
}  // namespace guanxi::db
