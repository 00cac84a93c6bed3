#include "customer-svc/transfer/header_names.h"

#include <utility>

#include "gtest/gtest.h"

namespace guanxi::customer {
namespace {

HeaderNames Names(const std::vector<std::pair<std::string, std::string>>& columns) {
  transfer::Layout layout;
  for (const auto& [header, meaning] : columns) {
    layout.add_header(header);
    layout.add_meanings(meaning);
  }
  return HeaderNames(layout, "erp");
}

std::string Beside(const HeaderNames& names, const std::string& text,
                   std::vector<std::string> cells = {}) {
  tabular::Record row;
  row.fields = std::move(cells);
  return names.Beside(text, row);
}

TEST(HeaderNames, StandBesideTheFieldThatTheyState) {
  const HeaderNames names = Names({{"编号", "external_id"},
                                   {"公司名称", "display_name"},
                                   {"信用代码", "organization.credit_code"},
                                   {"邮编", "address.postal_code"},
                                   {"面积", "custom.area"},
                                   {"备注2", ""}});
  EXPECT_EQ(Beside(names, "external_ids.erp: has a blank"), "external_ids.erp (编号): has a blank");
  EXPECT_EQ(Beside(names, "external_id: is damaged"), "external_id (编号): is damaged");
  EXPECT_EQ(Beside(names, "display_name: is required"), "display_name (公司名称): is required");
  EXPECT_EQ(Beside(names, "organization.credit_code: credit code: 4 characters"),
            "organization.credit_code (信用代码): credit code: 4 characters");
  EXPECT_EQ(Beside(names, "addresses[0].postal_code: too long"),
            "addresses[0].postal_code (邮编): too long");
  EXPECT_EQ(Beside(names, "custom.area: no number"), "custom.area (面积): no number");
}

TEST(HeaderNames, OfSeveralColumnsThoseWithACell) {
  const HeaderNames names =
      Names({{"电话", "phones"}, {"手机", "phones.mobile"}, {"传真", "phones.fax"}});
  EXPECT_EQ(Beside(names, "phones[0].number: no digit", {"", "x", ""}),
            "phones[0].number (手机): no digit");
  EXPECT_EQ(Beside(names, "phones[1].number: no digit", {"1", "x", ""}),
            "phones[1].number (电话 / 手机): no digit");
  EXPECT_EQ(Beside(names, "phones.fax: no digit", {"1", "x", "y"}), "phones.fax (传真): no digit");
}

TEST(HeaderNames, SayNothingWhereTheyAddNothing) {
  const HeaderNames names = Names({{"type", "type"}, {"", "note"}, {"gone", "nosuch"}});
  for (const char* text : {"type: must be one of", "note: too long", "nosuch: x", "typewriter: x",
                           "the row has 7 columns", ""}) {
    EXPECT_EQ(Beside(names, text), text);
  }
}

}  // namespace
}  // namespace guanxi::customer
