// Lists as people have them, from upload to error file and back, over a real MariaDB.
#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "common/tabular/csv_parser.h"
#include "common/tabular/csv_writer.h"
#include "customer-svc/transfer/testing.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::customer {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

using Table = std::vector<std::vector<std::string>>;

Table ParseCsv(const std::string& text) {
  tabular::CsvParser parser({});
  std::vector<tabular::Record> records;
  parser.Feed(text, &records);
  parser.Finish(&records);
  Table table;
  for (const auto& record : records) table.push_back(record.fields);
  return table;
}

std::string WriteCsv(const Table& table, char delimiter) {
  std::string text;
  for (const auto& row : table) tabular::AppendCsvRow(row, &text, delimiter);
  return text;
}

TEST_F(TransferTest, ABadValueCostsTheValueAndNotTheRow) {
  const auto response = Import(
      "id,name,type,phone,email,credit_code,website,birthday,gender,行业,parent_organization\n"
      "1,甲,firm,12,nobody,91330100NOTACODE,not a site,昨天,x,食品,customers/x\n"
      "2,乙,,0571-88881234,,,,,,,\n");
  EXPECT_EQ(Counts(response), "2: 2 0 0 0");
  EXPECT_EQ(response.counts().partial(), 1);
  EXPECT_EQ(response.counts().without_id(), 0);
  const v1::Customer customer = List().at("甲");
  EXPECT_EQ(customer.industry(), "食品");
  EXPECT_EQ(customer.type(), v1::Customer::ORGANIZATION);
  EXPECT_EQ(customer.phones_size() + customer.emails_size(), 0);
  EXPECT_FALSE(customer.has_organization());
  EXPECT_FALSE(customer.has_person());
  const Table errors = ParseCsv(Download(response.error_file()));
  ASSERT_EQ(errors.size(), 2u);
  EXPECT_EQ(errors[1][11], customer.name());
  for (const char* field :
       {"taken without type: ", "phones[0].number (phone): ", "emails[0].address (email): ",
        "organization.credit_code (credit_code): ", "organization.website (website): ",
        "person.birth_date (birthday): ", "person.gender (gender): ", "parent_organization: "}) {
    EXPECT_THAT(errors[1][13], HasSubstr(field));
  }
}

TEST_F(TransferTest, OfAListOnlyTheBadEntryIsLeftOut) {
  const auto response =
      Import("id,name,phone,别名\n1,甲,13800000001;12;13800000001;13800000002,a\n");
  EXPECT_EQ(response.counts().partial(), 1);
  const v1::Customer customer = List().at("甲");
  ASSERT_EQ(customer.phones_size(), 2);
  EXPECT_EQ(customer.phones(1).number(), "+8613800000002");
  EXPECT_THAT(Download(response.error_file()),
              HasSubstr("taken without phones[1].number (phone): "));
}

TEST_F(TransferTest, CorrectedRowsCompleteTheirCustomers) {
  for (const char* header : {"id,name,phone,note\n7,", "name,phone,note\n"}) {
    SCOPED_TRACE(header);
    call_.principal.tenant = ids_.Next();
    const std::string file = absl::StrCat(header, "甲,12,x\n");
    const auto first = Import(file);
    EXPECT_EQ(Counts(first), "1: 1 0 0 0");
    const std::string errors = Download(first.error_file());
    // As it is: the same row of the same customer, still incomplete.
    const auto again = Import(errors);
    EXPECT_EQ(Counts(again), "1: 0 0 1 0");
    EXPECT_EQ(again.counts().partial(), 1);
    EXPECT_EQ(Download(again.error_file()), errors);
    // Corrected, and though what exists is to be skipped: that is what the row is sent for.
    v1::ImportCustomersRequest skip = Options();
    skip.set_on_existing(v1::ImportCustomersRequest::SKIP);
    const auto mended = Import(absl::StrReplaceAll(errors, {{",12,", ",0571-88881234,"}}), skip);
    EXPECT_EQ(Counts(mended), "1: 0 1 0 0");
    EXPECT_EQ(mended.error_file(), "");
    EXPECT_EQ(List().at("甲").phones(0).number(), "+8657188881234");
    EXPECT_EQ(List().size(), 1u);
    // The file as it was is still the same customer.
    EXPECT_EQ(Counts(Import(file)), "1: 0 0 1 0");
    EXPECT_EQ(List().at("甲").phones_size(), 1);
  }
}

TEST_F(TransferTest, CorrectedJsonLinesCompleteTheirCustomers) {
  const auto first = Import("{\"displayName\":\"甲\",\"type\":\"FIRM\",\"nosuch\":{\"a\":1}}\n");
  EXPECT_EQ(Counts(first), "1: 1 0 0 0");
  EXPECT_EQ(first.counts().partial(), 1);
  EXPECT_EQ(first.counts().without_id(), 1);
  std::string errors = Download(first.error_file());
  EXPECT_THAT(errors, HasSubstr("nosuch: customers have no such field"));
  errors = absl::StrReplaceAll(errors, {{"FIRM", "ORGANIZATION"}, {"\"nosuch\":{\"a\":1},", ""}});
  EXPECT_EQ(Counts(Import(errors)), "1: 0 0 1 0");
  EXPECT_EQ(List().size(), 1u);
}

TEST_F(TransferTest, ErrorsOfNamesCanBeSentAgainAsTheNamesWere) {
  v1::ImportCustomersRequest names = Options();
  names.set_format(v1::TEXT_LINES);
  names.set_encoding("GB18030");
  const auto first = Import(std::string(300, 'x') + "\n\xBC\xD7\n", names);
  EXPECT_EQ(Counts(first), "2: 1 0 0 1");
  const std::string errors = Download(first.error_file());
  EXPECT_EQ(Counts(Import(errors, names)), "1: 0 0 0 1");
  EXPECT_EQ(Counts(Import(absl::StrReplaceAll(errors, {{std::string(300, 'x'), "乙"}}), names)),
            "1: 1 0 0 0");
  EXPECT_EQ(List().count("乙"), 1u);
}

TEST_F(TransferTest, RowsThatDifferInBadValuesAloneAreTwo) {
  const auto response = Import("name,phone\n甲,12\n甲,34\n甲,12\n");
  EXPECT_EQ(Counts(response), "3: 2 0 1 0");
  EXPECT_EQ(response.counts().partial(), 3);
  EXPECT_EQ(response.counts().without_id(), 3);
  EXPECT_EQ(CountRows("customers"), 2);
}

TEST_F(TransferTest, RowsWithoutIdsAreKnownHoweverTheyAreWritten) {
  EXPECT_EQ(Counts(Import("名称,电话,备注\n甲有限公司,0571-88881234,b\n")), "1: 1 0 0 0");
  EXPECT_EQ(Counts(Import("名称,电话,备注\n甲有限公司,(0571) 8888 1234,b\n")), "1: 0 0 1 0");
  EXPECT_EQ(Counts(Import("備註,電話,名稱\nb,+86 571 8888 1234, 甲有限公司 \n")), "1: 0 0 1 0");
}

TEST_F(TransferTest, SkippedRowsAreNotSaidToBeTaken) {
  Import("id,name\n1,甲\n");
  v1::ImportCustomersRequest skip = Options();
  skip.set_on_existing(v1::ImportCustomersRequest::SKIP);
  const auto response = Import("id,name,phone\n1,甲,12\n", skip);
  EXPECT_EQ(Counts(response), "1: 0 0 1 0");
  EXPECT_EQ(response.error_file(), "");
}

TEST_F(TransferTest, ACustomerThatARowWasKeptAsIsNotTakenForAnother) {
  Import("id,name\n1,甲\n2,乙\n");
  const std::string first = List().at("甲").name();
  const auto response = Import(absl::StrCat("id,name,_customer\n2,丙,", first, "\n3,丁,nobody\n"));
  EXPECT_EQ(Counts(response), "2: 0 0 0 2");
  EXPECT_THAT(Download(response.error_file()), HasSubstr("belongs to another customer"));
}

TEST_F(TransferTest, AJsonLineThatIsDeepOrWideIsRefusedAndEndsNothing) {
  std::string wide = "{\"displayName\":\"乙\"";
  for (int i = 0; i < 20'000; ++i) absl::StrAppend(&wide, ",\"k", i, "\":1");
  const auto response =
      Import(absl::StrCat("{\"displayName\":\"甲\",\"x\":", std::string(120'000, '['),
                          std::string(120'000, ']'), "}\n", wide, "}\n{\"displayName\":\"丙\"}\n"));
  EXPECT_EQ(Counts(response), "3: 1 0 0 2");
  EXPECT_THAT(Download(response.error_file()), HasSubstr("32 levels deep"));
}

// Such rows once took seconds each.
TEST_F(TransferTest, ARowThatIsFarTooLongIsNotLookedThrough) {
  const std::string brackets(60'000, '(');
  std::string numbers;
  while (numbers.size() < 60'000) numbers += "1;13800138000;";
  std::string text = "id,name,phone,email,别名\n";
  for (int i = 0; i < 20; ++i) {
    absl::StrAppend(&text, i, ",云帆", i, ",", numbers, ",", numbers, ",", numbers, "\n");
    absl::StrAppend(&text, "x", i, ",", brackets, "中),,,\n");
  }
  const auto response = Import(text);
  EXPECT_EQ(Counts(response), "40: 20 0 0 20");
  EXPECT_EQ(response.counts().partial(), 20);
  const std::string errors = Download(response.error_file());
  EXPECT_THAT(errors, HasSubstr("phones (phone): must be at most 8192 bytes"));
  EXPECT_THAT(errors, HasSubstr("aliases (别名): has 8572 entries, at most 10"));
  EXPECT_THAT(errors, HasSubstr("refused: display_name (name): has 60004 bytes, at most 256"));
}

TEST_F(TransferTest, TheOperationTellsHowTheFileWasUnderstood) {
  // 名称,电话 in GB18030.
  const auto operation = Upload("\xC3\xFB\xB3\xC6,\xB5\xE7\xBB\xB0,x\n\xBC\xD7,1,\n", [] {
    v1::ImportCustomersRequest options = Options();
    options.add_columns("x=");
    return options;
  }());
  ASSERT_THAT(operation, IsOk());
  EXPECT_TRUE(runner_.RunOne().value());
  v1::ImportCustomersMetadata metadata;
  Fetch(operation->name()).metadata().UnpackTo(&metadata);
  EXPECT_THAT(metadata.columns(), ElementsAre("名称=display_name", "电话=phones", "x="));
  EXPECT_EQ(metadata.encoding(), "GB18030");
}

TEST_F(TransferTest, ExportsBeginWithAByteOrderMark) {
  Import("id,name,note\n007,甲,913301060001234567\n");
  const std::string csv = Export();
  EXPECT_EQ(csv.substr(0, 3), "\xEF\xBB\xBF");
  EXPECT_THAT(csv, HasSubstr(",'913301060001234567"));
  EXPECT_EQ(Export("", v1::JSON_LINES)[0], '{');
  EXPECT_EQ(Counts(Import(csv)), "1: 0 0 1 0");
}

// What a spreadsheet does to a table that it opens and saves: it drops empty cells at the end, pads
// others, writes numbers in its own way, and keeps text, marked or not.
std::string ThroughSpreadsheet(const std::string& csv, char delimiter, std::mt19937* random) {
  EXPECT_EQ(csv.substr(0, 3), "\xEF\xBB\xBF");
  std::string out;
  // The bytes of each cell as they stand, marks included.
  std::string cell;
  bool quoted = false;
  const auto end_cell = [&] {
    const bool number = !cell.empty() && cell.find_first_not_of("0123456789") == std::string::npos;
    if (number && cell.size() > 11) cell = "1.38E+11";
    if (number && cell.size() > 1) cell.erase(0, cell.find_first_not_of('0'));
    const bool quotes = cell.find_first_of("\",;\r\n") != std::string::npos;
    absl::StrAppend(&out, quotes ? "\"" : "", absl::StrReplaceAll(cell, {{"\"", "\"\""}}),
                    quotes ? "\"" : "");
    cell.clear();
  };
  for (size_t i = 3; i < csv.size(); ++i) {
    if (csv[i] == '"' && quoted && i + 1 < csv.size() && csv[i + 1] == '"') {
      cell += csv[i++];
    } else if (csv[i] == '"') {
      quoted = !quoted;
    } else if (quoted || (csv[i] != ',' && csv[i] != '\r' && csv[i] != '\n')) {
      cell += csv[i];
    } else if (csv[i] == ',') {
      end_cell();
      out += delimiter;
    } else if (csv[i] == '\n') {
      end_cell();
      if ((*random)() % 2 == 0) out += delimiter;
      out += "\r\n";
    }
  }
  return out;
}

// One thousand rows of what lists have in them at their worst.
Table WorstList(std::mt19937* random) {
  const std::vector<std::vector<std::string>> kCells = {
      {"甲有限公司", "'乙有限公司", "丙\"科技\"", "=cmd|x", "丁, Inc.", "己;公司", "庚\n分公司",
       "007", "Null", "辛  科技 ", "1.10", "壬（杭州）", "@x", "-1", "O'Neil", "客户",
       "913301060001234567"},
      {"0571-88881234", "12", "无", "'13800138000", "13800138000;12", "-", "#REF!", "转8001",
       "1.38E+10", "13800138000.0", "电话", "１３８００１３８０００", "+1 650 253 0000", "0571"},
      {"a@b.cn", "nobody", "N/A", "me@example.com.", "a@b.cn;x", "@", "#N/A", ""},
      {"91330106MA2ABC1234", "'9133010600012345", "9.133E+17", "无", "税号", ""},
      {"2001-02-03", "昨天", "05/03/1990", "2001/13/45", "0", "暂无", "#VALUE!", ""},
      {"CNY 10", "1000万元", "元", "-5", "很多", "", "CNY -1"},
      {"企业", "firm", "个人", "", "未知", "PERSON"},
      {"男", "女", "x", "", "保密"},
      {"a", "=1+1", std::string(5000, 'n'), "两\r\n行", "\"", "", "'", "00012"},
      {"www.example.com", "example", "https://a.cn", "", "http://" + std::string(600, 'w')},
      {"", "#REF!", std::string(70, 'i'), "食品"},
      {"", "", "", "customers/x"}};
  Table table = {{"客户名称（必填）", "電話", "Email Address", "税号", "成立日期", "注册资本",
                  "类型", "性别", "备注", "官网", "行业", "parent_organization"}};
  for (int i = 0; i < 1000; ++i) {
    std::vector<std::string> row;
    for (const auto& cells : kCells) row.push_back(cells[(*random)() % cells.size()]);
    row[0] = absl::StrCat(row[0], i);
    if (i % 200 == 7) row[11] = "customers/018f0000-0000-7000-8000-000000000001";
    table.push_back(std::move(row));
  }
  return table;
}

// An error file but for `_row`, which counts the rows of the file that was sent, and for columns
// that a spreadsheet has added.
Table WithoutRowNumbers(const std::string& errors) {
  Table table = ParseCsv(errors);
  const std::vector<std::string> header = table[0];
  for (auto& row : table) {
    std::vector<std::string> kept;
    for (size_t i = 0; i < row.size(); ++i) {
      if (header[i] != "_row" && !header[i].empty()) kept.push_back(row[i]);
    }
    row = kept;
  }
  return table;
}

TEST_F(TransferTest, TheWorstListLosesNoRowThatHasANameAndItsErrorsComeBack) {
  std::mt19937 random(8);
  const Table list = WorstList(&random);
  const auto response = Import("\xEF\xBB\xBF" + WriteCsv(list, ';'), Options(), 4096);
  EXPECT_EQ(Counts(response), "1000: 1000 0 0 0")
      << Download(response.error_file()).substr(0, 3000);
  EXPECT_EQ(CountRows("customers"), 1000);
  EXPECT_GT(response.counts().partial(), 500);

  // Opened in a spreadsheet and saved, nothing has changed: no row is lost, none is doubled.
  const std::string errors = Download(response.error_file());
  for (const char delimiter : {',', ';'}) {
    const auto again = Import(ThroughSpreadsheet(errors, delimiter, &random));
    EXPECT_EQ(again.counts().rows(), response.counts().partial());
    EXPECT_EQ(again.counts().unchanged(), response.counts().partial())
        << again.ShortDebugString() << Download(again.error_file()).substr(0, 2000);
    EXPECT_EQ(again.counts().partial(), response.counts().partial());
    const Table before = WithoutRowNumbers(errors);
    const Table after = WithoutRowNumbers(Download(again.error_file()));
    ASSERT_EQ(after.size(), before.size());
    for (size_t i = 0; i < before.size(); ++i) ASSERT_EQ(after[i], before[i]);
  }

  // Corrected, every row is whole.
  Table mended = ParseCsv(errors);
  for (size_t i = 1; i < mended.size(); ++i) {
    std::vector<std::string>& row = mended[i];
    const bool person = row[6] == "个人" || row[6] == "PERSON";
    const std::string type = person ? "个人" : row[6] == "企业" ? "企业" : "";
    const std::vector<std::string> good = {"0571-88881234",    "a@b.cn", "", "",     "", type,
                                           person ? "男" : "", "n",      "", "食品", ""};
    std::copy(good.begin(), good.end(), row.begin() + 1);
  }
  const auto whole = Import(WriteCsv(mended, ','));
  EXPECT_EQ(whole.counts().partial(), 0) << Download(whole.error_file()).substr(0, 2000);
  EXPECT_EQ(whole.counts().created() + whole.counts().failed(), 0) << whole.ShortDebugString();
  EXPECT_EQ(CountRows("customers"), 1000);
}

}  // namespace
}  // namespace guanxi::customer
