#include "customer-svc/transfer/row_reader.h"

#include <string>
#include <vector>

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

TEST(FindLayout, RefusesUnknownColumnsBeforeTheFirstRow) {
  EXPECT_THAT(FindLayout("name,colour,taste\n", Options()), HasReason("UNKNOWN_COLUMN"));
  EXPECT_THAT(FindLayout("name,colour,taste\n", Options()).status().message(),
              HasSubstr("'colour', 'taste'"));
  EXPECT_THAT(FindLayout("name,colour\n", Options({"colour="})), IsOk());
  EXPECT_THAT(FindLayout("name,colour\n", Options({"colour=custom.colour"})), IsOk());
  EXPECT_THAT(FindLayout("name,colour\n", Options({"colour=color"})), HasReason("UNKNOWN_COLUMN"));
  EXPECT_THAT(FindLayout("name,colour\n", Options({"colour"})), HasReason("UNKNOWN_COLUMN"));
  v1::ImportCustomersRequest csv = Options();
  csv.set_format(v1::CSV);
  EXPECT_THAT(FindLayout("\n\n", csv), HasReason("FILE_EMPTY"));
}

TEST(RowReader, ReadsCsv) {
  const auto rows = ReadAll("phone,name,type\n1,甲,企业\n\n2,\"乙\n二\",,\n3,丙,firm\n4,丁\n");
  ASSERT_THAT(rows, SizeIs(4));
  EXPECT_EQ(rows[0].stated.display_name(), "甲");
  EXPECT_EQ(rows[0].stated.type(), v1::Customer::ORGANIZATION);
  EXPECT_EQ(rows[1].record.row, 4);
  EXPECT_EQ(rows[1].stated.display_name(), "乙\n二");
  EXPECT_THAT(rows[2].status, StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("type: ")));
  EXPECT_THAT(rows[3].status,
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("has 2 columns")));
}

TEST(RowReader, ReadsJsonAndNames) {
  const auto json = ReadAll(
      "{\"displayName\": \"甲\", \"etag\": \"7\", \"phones\": [{\"number\": \"1\"}]}\n"
      "{\"displayName\": 1, \"colour\": 2}\n{nonsense\n");
  ASSERT_THAT(json, SizeIs(3));
  EXPECT_EQ(json[0].stated.phones(0).number(), "1");
  EXPECT_EQ(json[0].stated.etag(), "");
  EXPECT_FALSE(json[1].status.ok());
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
  const std::string text = "name,type,备注\n\"=1+1\",firm,\"a \"\"b\"\"\"\n乙\n";
  const transfer::Layout layout = FindLayout(text, Options()).value();
  std::string errors = ErrorHeader(layout);
  for (const Row& row : ReadAll(text)) errors += ErrorRow(layout, row.record, row.status);
  EXPECT_THAT(errors, HasSubstr("name,type,备注,_row,_error\r\n"));
  const auto again = ReadAll(errors);
  ASSERT_THAT(again, SizeIs(2));
  EXPECT_EQ(again[0].stated.display_name(), "=1+1");
  EXPECT_EQ(again[0].record.fields[2], "a \"b\"");
  EXPECT_EQ(again[0].record.fields[3], "2");
  EXPECT_THAT(again[0].status.message(), HasSubstr("type: must be one of"));

  // Errors of an error file have the two columns once.
  const transfer::Layout twice = FindLayout(errors, Options()).value();
  EXPECT_EQ(ErrorHeader(twice), "name,type,备注,_row,_error\r\n");
  EXPECT_THAT(ErrorRow(twice, again[0].record, again[0].status), HasSubstr("\",2,\"type: must"));
}

TEST(ErrorRow, KeepsJsonAndNames) {
  const std::string json = "{\"displayName\":\"甲\",\"type\":\"FIRM\"}\nnonsense\n";
  const transfer::Layout layout = FindLayout(json, Options()).value();
  const auto rows = ReadAll(json);
  const std::string first = ErrorRow(layout, rows[0].record, absl::InvalidArgumentError("why"));
  EXPECT_EQ(first, "{\"displayName\":\"甲\",\"type\":\"FIRM\",\"_row\":1,\"_error\":\"why\"}\n");
  EXPECT_EQ(
      ReadAll("{\"displayName\":\"甲\",\"_row\":1,\"_error\":\"why\"}\n")[0].stated.display_name(),
      "甲");
  EXPECT_THAT(ErrorRow(layout, rows[1].record, absl::InvalidArgumentError("why")),
              HasSubstr("\"_text\":\"nonsense\""));

  const transfer::Layout names = FindLayout("甲公司\n", Options()).value();
  EXPECT_EQ(ErrorHeader(names), "display_name,_row,_error\r\n");
}

}  // namespace
}  // namespace guanxi::customer
