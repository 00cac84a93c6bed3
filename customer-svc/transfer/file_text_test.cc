#include "customer-svc/transfer/file_text.h"

#include <string>

#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::customer {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

// What becomes of a file that comes in pieces of `piece` bytes; `text` is what was stored.
absl::StatusOr<transfer::Layout> Read(const std::string& file, size_t piece, std::string* text,
                                      const v1::ImportCustomersRequest& options = {}) {
  FileText reader(&options, [&](absl::string_view part) {
    text->append(part.data(), part.size());
    return absl::OkStatus();
  });
  absl::Status status;
  for (size_t i = 0; i < file.size() && status.ok(); i += piece) {
    status = reader.Take(file.substr(i, piece));
  }
  if (status.ok()) status = reader.Finish();
  if (!status.ok()) return status;
  return reader.layout();
}

absl::Status Refused(const std::string& file, const v1::ImportCustomersRequest& options = {}) {
  std::string text;
  const absl::Status whole = Read(file, file.size(), &text, options).status();
  for (const size_t piece : {1, 2, 7}) {
    EXPECT_EQ(Read(file, piece, &text, options).status(), whole) << piece;
  }
  return whole;
}

TEST(FileText, NamesFilesThatAreNoLists) {
  const struct {
    std::string file;
    const char* name;
  } kFiles[] = {{"PK\x03\x04 and more", "is a workbook (.xlsx)"},
                {"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "is a workbook (.xls)"},
                {"%PDF-1.4\n1 0 obj\n<< >>\nendobj\n", "is a PDF"},
                {std::string("\x89PNG\r\n\x1A\n\0\0\0\rIHDR", 16), "is a picture"},
                {"BEGIN:VCARD\nVERSION:3.0\nFN:甲\nTEL:13800138000\nEND:VCARD\n", "is a vCard"},
                {"\xEF\xBB\xBF\r\n <!DOCTYPE html><table>", "is a web page"},
                {"[\n{\"type\":\"ORGANIZATION\",\"displayName\":\"甲有限公司\"}\n]\n",
                 "is a JSON array: want JSON lines"},
                {"{\n  \"displayName\": \"甲\"\n}\n", "JSON over several lines"}};
  for (const auto& file : kFiles) {
    EXPECT_THAT(Refused(file.file), HasReason("FILE_FORMAT")) << file.name;
    EXPECT_THAT(Refused(file.file).message(), HasSubstr(file.name));
  }
}

TEST(FileText, DoesNotBelieveWhatIsNotSo) {
  v1::ImportCustomersRequest names;
  names.set_format(v1::TEXT_LINES);
  EXPECT_THAT(Refused("名称,电话\n甲,1\n", names).message(), HasSubstr("is CSV with the columns"));
  EXPECT_THAT(Refused("{\"displayName\":\"甲\"}\n", names).message(), HasSubstr("is JSON"));
  EXPECT_THAT(Refused("\x01\x02\x03\n", names).message(), HasSubstr("control characters"));
  v1::ImportCustomersRequest json;
  json.set_format(v1::JSON_LINES);
  EXPECT_THAT(Refused("[{\"displayName\":\"甲\"}]", json).message(), HasSubstr("JSON array"));
}

TEST(FileText, NamesThePlaceOfABadByte) {
  EXPECT_THAT(Refused("名称,电话\n甲有限公司,0571-88881234\n乙\xFF,0571-88881235\n"),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("not valid UTF-8 at byte 47, in row 3, column 1")));
  EXPECT_THAT(Refused("名称;电话\n甲有限公司;\"a;b\";\xE4\n"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("in row 2, column 3")));
  EXPECT_THAT(Refused("name,note\nZb M\xFCller GmbH,x\nZb Dupr\xE9"
                      "cieux SARL,x\n"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("say which encoding")));
}

TEST(FileText, ReadsEncodings) {
  std::string text;
  // 名称,1 without a mark.
  auto layout = Read(std::string("\x0D\x54\xF0\x79,\0b\0\n\0", 10), 3, &text);
  EXPECT_THAT(layout.status().message(), HasSubstr("'b='"));
  text.clear();
  layout = Read(std::string("\x0D\x54\xF0\x79\n\0\x32\x75\n\0", 10), 3, &text);
  ASSERT_THAT(layout, IsOk());
  EXPECT_EQ(text, "名称\n甲\n");
  EXPECT_EQ(layout->encoding(), "UTF-16LE");
  EXPECT_THAT(layout->meanings(), ElementsAre("display_name"));
  text.clear();
  v1::ImportCustomersRequest options;
  options.set_encoding("windows-1252");
  layout = Read("name\nM\xFCller\n", 3, &text, options);
  ASSERT_THAT(layout, IsOk());
  EXPECT_EQ(text, "name\nMüller\n");
}

}  // namespace
}  // namespace guanxi::customer
