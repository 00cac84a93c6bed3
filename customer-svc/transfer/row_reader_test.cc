#include "customer-svc/transfer/row_reader.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/testing/status_matchers.h"
#include "customer-svc/transfer/layout.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::customer {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

v1::ImportCustomersRequest Options(const std::vector<std::string>& columns = {}) {
  v1::ImportCustomersRequest options;
  options.set_source_system("erp");
  for (const std::string& column : columns) options.add_columns(column);
  return options;
}

std::vector<Row> ReadAll(const std::string& text, const transfer::Layout& layout,
                         tabular::Position start) {
  RowReader reader(layout, "erp", {}, start, [&](int64_t offset) -> absl::StatusOr<std::string> {
    return text.substr(offset, 7);
  });
  std::vector<Row> rows;
  for (Row row; *reader.Next(&row);) rows.push_back(row);
  return rows;
}

std::vector<Row> ReadAll(const std::string& text,
                         const v1::ImportCustomersRequest& options = Options()) {
  const transfer::Layout layout = FindLayout(text, options).value();
  return ReadAll(text, layout, {layout.first_offset(), layout.first_row()});
}

TEST(FindLayout, TellsTheFormats) {
  EXPECT_EQ(FindLayout(" {\"a\":1}\n", Options())->format(), v1::JSON_LINES);
  EXPECT_EQ(FindLayout("公司名称\n甲\n", Options())->format(), v1::CSV);
  EXPECT_EQ(FindLayout("name;phone\n", Options())->delimiter(), ";");
  EXPECT_EQ(FindLayout("苏州甲公司\n河北乙公司\n", Options())->format(), v1::TEXT_LINES);
  v1::ImportCustomersRequest lines = Options();
  lines.set_format(v1::TEXT_LINES);
  EXPECT_EQ(FindLayout("name\n", lines)->format(), v1::TEXT_LINES);
}

TEST(FindLayout, KnowsChineseAndEnglishHeaders) {
  const auto layout =
      FindLayout("编号,公司名称,联系电话,手机,邮箱,统一社会信用代码,行业,地址\n", Options());
  ASSERT_THAT(layout, IsOk());
  EXPECT_THAT(layout->meanings(),
              ElementsAre("external_id", "display_name", "phones", "phones.mobile", "emails",
                          "organization.credit_code", "industry", "addresses"));
  EXPECT_THAT(FindLayout("id,type,name,credit_code,industry,size,region,city,address,phone,email,"
                         "website,source\n",
                         Options()),
              IsOk());
}

TEST(FindLayout, KnowsTheHeadersOfOtherSystems) {
  for (const char* name :
       {"客户全称", "客户", "Account Name", "客户名称（必填）", "名稱", "客户名称*"}) {
    const auto layout = FindLayout(absl::StrCat(name, ",x\n"), Options({"x="}));
    ASSERT_THAT(layout, IsOk()) << name;
    EXPECT_EQ(layout->meanings(0), "display_name") << name;
  }
  const auto layout = FindLayout(
      "序号,名稱,座机,Tel.,手機,Email Address,税号,邮编,官网,備註,E-mail 2,電話１\n", Options());
  ASSERT_THAT(layout, IsOk());
  EXPECT_THAT(layout->meanings(),
              ElementsAre("", "display_name", "phones", "phones", "phones.mobile", "emails",
                          "organization.credit_code", "address.postal_code", "organization.website",
                          "note", "emails", "phones"));
  EXPECT_THAT(FindLayout("名稱,電話,郵箱,備註\n", Options())->meanings(),
              ElementsAre("display_name", "phones", "emails", "note"));
}

TEST(FindLayout, NamesAllThatIsNotKnownWithAProposal) {
  const std::string message(
      FindLayout("联系人,负责人,职务,颜色,客户邮箱地址\n", Options()).status().message());
  EXPECT_THAT(message, HasSubstr("'联系人=' (people are not imported yet), '负责人=' (people"));
  EXPECT_THAT(message, HasSubstr("'颜色=', '客户邮箱地址=emails'"));
}

TEST(FindLayout, FindsTheSeparator) {
  const std::string named = "名称;电话;备注(城市,地址,其他,等)\n甲有限公司;0571-88881234;x\n";
  auto layout = FindLayout(named, Options({"备注(城市,地址,其他,等)=note"}));
  ASSERT_THAT(layout, IsOk());
  EXPECT_EQ(layout->delimiter(), ";");
  EXPECT_THAT(FindLayout(named, Options()).status().message(),
              HasSubstr("'备注(城市,地址,其他,等)=note'"));
  for (const char* line : {"sep=;\n", "SEP=;\r\n", "\"sep=;\"\n"}) {
    const std::string text = absl::StrCat(line, "名称;电话\n甲,1;0571-88881234\n");
    layout = FindLayout(text, Options());
    ASSERT_THAT(layout, IsOk()) << line;
    EXPECT_EQ(layout->delimiter(), ";");
    const auto rows = ReadAll(text);
    ASSERT_THAT(rows, SizeIs(1));
    EXPECT_EQ(rows[0].stated.display_name(), "甲,1");
    EXPECT_EQ(rows[0].record.row, 3);
  }
  EXPECT_EQ(FindLayout("名称|电话\n甲|1\n", Options())->delimiter(), "|");
  EXPECT_THAT(FindLayout("名称，电话\n甲，1\n", Options()).status().message(),
              HasSubstr("the separator ， is not supported"));
  EXPECT_THAT(FindLayout("sep=，\n名称，电话\n", Options()), HasReason("FILE_FORMAT"));
}

TEST(FindLayout, FindsTheHeaderBelowTitles) {
  for (const char* title : {"客户名单,,\n", "甲公司客户名单\n", "\n客户名单\n2026 年,,\n\n"}) {
    const std::string text = absl::StrCat(title, "名称,电话,备注\n甲有限公司,0571-88881234,x\n");
    const auto rows = ReadAll(text);
    ASSERT_THAT(rows, SizeIs(1)) << title;
    EXPECT_EQ(rows[0].stated.display_name(), "甲有限公司");
    EXPECT_EQ(rows[0].stated.phones(0).number(), "0571-88881234");
  }
  EXPECT_EQ(ReadAll("客户名单\n名称\n甲\n")[0].stated.display_name(), "甲");
}

TEST(FindLayout, RefusesUnknownColumnsBeforeTheFirstRow) {
  EXPECT_THAT(FindLayout("name,colour,taste\n", Options()), HasReason("UNKNOWN_COLUMN"));
  EXPECT_THAT(FindLayout("name,colour,taste\n", Options()).status().message(),
              HasSubstr("'colour=', 'taste='"));
  EXPECT_THAT(FindLayout("name,colour\n", Options({"colour="})), IsOk());
  EXPECT_THAT(FindLayout("name,colour\n", Options({"colour=custom.colour"})), IsOk());
  EXPECT_THAT(FindLayout("name,colour\n", Options({"colour=color"})), HasReason("UNKNOWN_COLUMN"));
  EXPECT_THAT(FindLayout("name,colour\n", Options({"colour"})), HasReason("UNKNOWN_COLUMN"));
  v1::ImportCustomersRequest csv = Options();
  csv.set_format(v1::CSV);
  EXPECT_THAT(FindLayout("\n\n", csv), HasReason("FILE_EMPTY"));
}

TEST(RowReader, ReadsCsv) {
  const auto rows =
      ReadAll("phone,name,type\n1,甲,企业\n\n2,\"乙\n二\",,\n3,丙,firm\n4,丁\n5,戊,,6\n");
  ASSERT_THAT(rows, SizeIs(5));
  EXPECT_EQ(rows[0].stated.display_name(), "甲");
  EXPECT_EQ(rows[0].stated.type(), v1::Customer::ORGANIZATION);
  EXPECT_EQ(rows[1].record.row, 4);
  EXPECT_EQ(rows[1].stated.display_name(), "乙\n二");
  EXPECT_THAT(rows[2].status, IsOk());
  ASSERT_THAT(rows[2].left_out, SizeIs(1));
  EXPECT_THAT(rows[2].left_out[0].why, HasSubstr("type: must be one of"));
  EXPECT_EQ(rows[2].stated.phones(0).number(), "3");
  // Spreadsheets leave empty cells at the end out.
  EXPECT_THAT(rows[3].status, IsOk());
  EXPECT_EQ(rows[3].stated.display_name(), "丁");
  EXPECT_THAT(rows[4].status,
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("has 4 columns")));
}

TEST(RowReader, ValuesBelowNoHeaderAreNamed) {
  const std::string text = "名称,电话,\n甲,1,这一格会丢\n乙,2,\n";
  const auto rows = ReadAll(text);
  ASSERT_THAT(rows[0].left_out, SizeIs(1));
  EXPECT_THAT(rows[0].left_out[0].why, HasSubstr("column 3 has no name"));
  EXPECT_THAT(rows[1].left_out, SizeIs(0));
  EXPECT_EQ(ReadAll(text, Options({"#3=note"}))[0].stated.note(), "这一格会丢");
}

TEST(RowReader, TakesOffTheMarksOfSpreadsheets) {
  const auto rows = ReadAll("名称,电话,税号\n'甲,'13800138000,'91330106MA2ABC1234\n");
  EXPECT_EQ(rows[0].stated.display_name(), "甲");
  EXPECT_EQ(rows[0].stated.phones(0).number(), "13800138000");
  EXPECT_EQ(rows[0].stated.organization().credit_code(), "91330106MA2ABC1234");
}

TEST(RowReader, ReadsJsonAndNames) {
  const auto json = ReadAll(
      "{\"displayName\": \"甲\", \"etag\": \"7\", \"phones\": [{\"number\": \"1\"}]}\n"
      "{\"displayName\": \"乙\", \"colour\": 2}\n{nonsense\n");
  ASSERT_THAT(json, SizeIs(3));
  EXPECT_EQ(json[0].stated.phones(0).number(), "1");
  EXPECT_EQ(json[0].stated.etag(), "");
  ASSERT_THAT(json[1].left_out, SizeIs(1));
  EXPECT_THAT(json[1].left_out[0].why, HasSubstr("colour: "));
  EXPECT_FALSE(json[2].status.ok());
  const auto names = ReadAll("苏州甲公司\n\n河北乙公司");
  ASSERT_THAT(names, SizeIs(2));
  EXPECT_EQ(names[1].stated.display_name(), "河北乙公司");
}

TEST(RowReader, GoesOnFromAnyRow) {
  const std::string text = "name\n甲\n\"乙\n二\"\n\n丙\n";
  const transfer::Layout layout = FindLayout(text, Options()).value();
  const auto rows = ReadAll(text);
  const auto rest = ReadAll(text, layout, rows[1].record.Next());
  ASSERT_THAT(rest, SizeIs(1));
  EXPECT_EQ(rest[0].stated.display_name(), "丙");
  EXPECT_EQ(rest[0].record.row, rows[2].record.row);
}

TEST(ErrorRow, CanBeSentAgainAsItIs) {
  const std::string text =
      "name,type,备注\n\"=1+1\",firm,\"a \"\"b\"\"\"\n007,,913301060001234567\n\"乙\"x,,\n丙,,,4\n";
  const transfer::Layout layout = FindLayout(text, Options()).value();
  std::string errors = ErrorHeader(layout);
  for (const Row& row : ReadAll(text)) errors += ErrorRow(layout, row.record, "customers/1", "why");
  EXPECT_EQ(errors.substr(0, 3), "\xEF\xBB\xBF");
  EXPECT_THAT(errors, HasSubstr("name,type,备注,_customer,_row,_error,_text\r\n"));
  // What a spreadsheet would change is kept from it.
  EXPECT_THAT(errors, HasSubstr("\n'007,,'913301060001234567,customers/1,3,why,\r\n"));
  const auto again = ReadAll(errors.substr(3));
  ASSERT_THAT(again, SizeIs(4));
  EXPECT_EQ(again[0].stated.display_name(), "=1+1");
  EXPECT_EQ(again[0].kept, "customers/1");
  EXPECT_EQ(again[0].record.fields[2], "a \"b\"");
  EXPECT_EQ(again[0].record.fields[4], "2");
  EXPECT_THAT(again[0].left_out[0].why, HasSubstr("type: must be one of"));
  EXPECT_EQ(again[1].stated.display_name(), "007");
  EXPECT_EQ(again[1].stated.note(), "913301060001234567");
  // What cannot be taken apart states nothing: it must not become a customer of that name.
  EXPECT_EQ(again[2].stated.ByteSizeLong(), 0u);
  EXPECT_THAT(errors, HasSubstr("\"\"\"乙\"\"x,,\"\r\n"));
  EXPECT_EQ(again[3].stated.ByteSizeLong(), 0u);

  // Errors of an error file have these columns once.
  const transfer::Layout twice = FindLayout(errors.substr(3), Options()).value();
  EXPECT_EQ(ErrorHeader(twice), ErrorHeader(layout));
  EXPECT_EQ(ErrorRow(twice, again[1].record, "customers/1", "why"),
            ErrorRow(layout, ReadAll(text)[1].record, "customers/1", "why"));
  EXPECT_THAT(ErrorRow(twice, again[2].record, "", "why"), HasSubstr(",\"\"\"乙\"\"x,,\"\r\n"));
}

TEST(ErrorRow, OfNamesIsCsv) {
  const transfer::Layout names = FindLayout("甲公司\n", Options()).value();
  EXPECT_EQ(ErrorHeader(names),
            "\xEF\xBB\xBF"
            "display_name,_customer,_row,_error,_text\r\n");
  EXPECT_EQ(ErrorRow(names, ReadAll("甲公司\n")[0].record, "", "why"), "甲公司,,1,why,\r\n");
}

}  // namespace
}  // namespace guanxi::customer
