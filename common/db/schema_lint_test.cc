#include "common/db/schema_lint.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::db {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr char kOptions[] = " ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin";

std::vector<LintFinding> Lint(const std::string& up, const std::string& verify = "SELECT 1") {
  Migration migration;
  migration.label = "0001_test";
  migration.up = {up};
  migration.down = {"DROP TABLE t"};
  migration.verify = {verify};
  return LintMigrations({migration}, {{"leases"}});
}

std::vector<std::string> Broken(const std::string& up) {
  std::vector<std::string> rules;
  for (const LintFinding& finding : Lint(up)) rules.push_back(finding.rule);
  return rules;
}

std::string Table(const std::string& elements) {
  return "CREATE TABLE t (" + elements + ")" + kOptions;
}

TEST(SchemaLintTest, AcceptsWhatWeWrite) {
  for (const std::string& up : {
           Table("tenant_id BINARY(16) NOT NULL, id BINARY(16) NOT NULL, amount DECIMAL(20,6), "
                 "name VARCHAR(9) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'a,(b', "
                 "PRIMARY KEY (tenant_id, id), UNIQUE KEY uq_t_name (tenant_id, name(4)), "
                 "KEY idx_t_amount (tenant_id, amount DESC), CHECK (amount > 0)"),
           Table("tenant_id BINARY(16), CONSTRAINT pk PRIMARY KEY (`tenant_id`)"),
           std::string("CREATE TABLE IF NOT EXISTS leases (id INT PRIMARY KEY) ") +
               "CHARACTER SET utf8mb4 COLLATE utf8mb4_bin",
           std::string("CREATE UNIQUE INDEX uq_t_a ON t (tenant_id, a)"),
           std::string("CREATE INDEX idx_t_a ON t (a)"),
           std::string("ALTER TABLE t ADD COLUMN a INT NULL, ADD KEY idx_t_a (tenant_id, a)"),
           std::string("UPDATE t SET a = 1 WHERE tenant_id = ''"),
       }) {
    EXPECT_THAT(Lint(up), IsEmpty()) << up;
  }
}

TEST(SchemaLintTest, TenantComesFirstInEveryKey) {
  for (const std::string& up : {
           Table("tenant_id BINARY(16), id INT, PRIMARY KEY (id, tenant_id)"),
           Table("tenant_id BINARY(16), id INT PRIMARY KEY"),
           Table("tenant_id BINARY(16), id INT UNIQUE, PRIMARY KEY (tenant_id)"),
           Table("tenant_id BINARY(16), a INT, PRIMARY KEY (tenant_id), UNIQUE KEY uq_a (a)"),
           Table("tenant_id BINARY(16), a INT, PRIMARY KEY (tenant_id), "
                 "CONSTRAINT c UNIQUE uq_a (a)"),
           std::string("CREATE UNIQUE INDEX uq_a ON t (a)"),
           std::string("ALTER TABLE t ADD COLUMN b INT, ADD UNIQUE KEY uq_a (a)"),
           std::string("ALTER TABLE t DROP PRIMARY KEY, ADD PRIMARY KEY (a)"),
           std::string("ALTER TABLE t ADD a INT UNIQUE"),
       }) {
    EXPECT_THAT(Broken(up), ElementsAre("tenant_key")) << up;
  }
}

TEST(SchemaLintTest, EveryTableHasAPrimaryKey) {
  EXPECT_THAT(Broken(Table("tenant_id BINARY(16)")), ElementsAre("primary_key"));
}

TEST(SchemaLintTest, KeysAreNamed) {
  const std::string columns = "tenant_id BINARY(16), a INT, PRIMARY KEY (tenant_id), ";
  for (const char* key :
       {"UNIQUE KEY (tenant_id, a)", "UNIQUE KEY a (tenant_id, a)", "KEY (a)", "INDEX a_idx (a)"}) {
    EXPECT_THAT(Broken(Table(columns + key)), ElementsAre("key_name")) << key;
  }
}

TEST(SchemaLintTest, CharsetAndCollationAreWritten) {
  for (const char* options :
       {"", "DEFAULT CHARSET=utf8mb4", "COLLATE=utf8mb4_bin", "CHARSET=latin1 COLLATE=latin1_bin",
        "CHARSET=utf8mb3 COLLATE=utf8mb4_bin"}) {
    const std::string up =
        std::string("CREATE TABLE t (tenant_id BINARY(16) PRIMARY KEY) ") + options;
    EXPECT_THAT(Broken(up), ElementsAre("charset")) << up;
  }
}

TEST(SchemaLintTest, EngineIsInnoDb) {
  EXPECT_THAT(Broken("CREATE TABLE t (tenant_id BINARY(16) PRIMARY KEY) ENGINE=MyISAM "
                     "CHARSET=utf8mb4 COLLATE=utf8mb4_bin"),
              ElementsAre("engine"));
}

TEST(SchemaLintTest, NoForeignKeys) {
  const std::string columns = "tenant_id BINARY(16) PRIMARY KEY, a INT";
  EXPECT_THAT(Broken(Table(columns + " REFERENCES u (id)")), ElementsAre("foreign_key"));
  EXPECT_THAT(Broken("ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES u (id)"),
              Contains("foreign_key"));
}

TEST(SchemaLintTest, NoServerSideCodeAndNothingForOneServerAlone) {
  for (const char* up :
       {"CREATE TRIGGER x BEFORE INSERT ON t FOR EACH ROW SET NEW.a = 1",
        "CREATE OR REPLACE DEFINER=`root`@`localhost` TRIGGER x AFTER DELETE ON t FOR EACH ROW "
        "DELETE FROM u",
        "CREATE PROCEDURE p() SELECT 1", "CREATE FUNCTION f() RETURNS INT DETERMINISTIC RETURN 1",
        "CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO DELETE FROM t", "CREATE SEQUENCE s",
        "CREATE VIEW v AS SELECT 1", "ALTER TABLE t ADD n BIGINT AUTO_INCREMENT",
        "SELECT GET_LOCK('a', 1)"}) {
    EXPECT_THAT(Broken(up), ElementsAre("forbidden")) << up;
  }
}

TEST(SchemaLintTest, ColumnsAreWrittenOut) {
  EXPECT_THAT(Broken("CREATE TABLE t LIKE u"), ElementsAre("syntax"));
  EXPECT_THAT(Broken("CREATE TABLE t AS SELECT 1"), ElementsAre("syntax"));
}

TEST(SchemaLintTest, VerifyOnlySelects) {
  const std::vector<LintFinding> findings = Lint("DROP TABLE t", "DELETE FROM t");
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].rule, "verify");
  EXPECT_EQ(findings[0].where, "0001_test.verify.sql");
}

}  // namespace
}  // namespace guanxi::db
