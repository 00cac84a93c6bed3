#include "customer-svc/transfer/columns.h"

#include <random>
#include <string>

#include "absl/strings/ascii.h"
#include "common/resource/resource_type.h"
#include "common/testing/status_matchers.h"
#include "customer-svc/transfer/cell.h"
#include "customer-svc/transfer/overlay.h"
#include "customer-svc/transfer/row.h"
#include "gmock/gmock.h"
#include "google/api/field_behavior.pb.h"
#include "google/protobuf/util/message_differencer.h"
#include "gtest/gtest.h"

namespace guanxi::customer {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::util::MessageDifferencer;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

// What a cell of the column states.
absl::StatusOr<v1::Customer> Read(const std::string& meaning, const std::string& cell,
                                  const CustomTypes& types = {}) {
  const auto column = Column::Parse(meaning, "erp");
  if (!column.ok()) return column.status();
  v1::Customer customer;
  if (absl::Status status = column->Set(cell, types, &customer); !status.ok()) return status;
  return customer;
}

TEST(Column, ReadsPlainFields) {
  EXPECT_EQ(Read("display_name", " 华星科技 ")->display_name(), "华星科技");
  EXPECT_EQ(Read("type", "企业")->type(), v1::Customer::ORGANIZATION);
  EXPECT_EQ(Read("type", "person")->type(), v1::Customer::PERSON);
  EXPECT_EQ(Read("organization.size", "中型")->organization().size(), v1::Organization::MEDIUM);
  EXPECT_EQ(Read("organization.registered_address.street", "x")
                ->organization()
                .registered_address()
                .street(),
            "x");
  EXPECT_FALSE(Read("organization.credit_code", "  ")->has_organization());
  EXPECT_THAT(Read("type", "firm"),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("type: must be one of ORGANIZATION, PERSON")));
  // Whoever writes Chinese is told so.
  EXPECT_EQ(Read("grade", "高")->grade(), v1::Customer::HIGH);
  const absl::Status grade = Read("grade", "普通").status();
  EXPECT_THAT(grade, StatusIs(absl::StatusCode::kInvalidArgument,
                              HasSubstr("grade: must be one of LOW, MEDIUM, HIGH, VIP, or 低")));
  EXPECT_THAT(grade.message(), ::testing::AllOf(HasSubstr("中"), HasSubstr("高")));
  // Of tags the cell has names of resources; what they are called is not unique.
  EXPECT_THAT(Read("tags", "老客户"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("GET /v1/tags")));
  EXPECT_THAT(Read("tags", "tags/018f0000-0000-7000-8000-000000000001"), IsOk());
}

TEST(Column, ReadsDatesInTheUsualForms) {
  for (const char* text : {"1990-02-03", "1990/2/3", "1990.02.03", "19900203", "1990年2月3日"}) {
    const auto customer = Read("person.birth_date", text);
    ASSERT_THAT(customer, IsOk()) << text;
    EXPECT_EQ(customer->person().birth_date().year(), 1990) << text;
    EXPECT_EQ(customer->person().birth_date().month(), 2) << text;
    EXPECT_EQ(customer->person().birth_date().day(), 3) << text;
  }
  EXPECT_THAT(Read("person.birth_date", "yesterday"), StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST(Column, ReadsMoneyWithItsCurrency) {
  const auto customer = Read("organization.registered_capital", "cny 1,000,000.50");
  ASSERT_THAT(customer, IsOk());
  EXPECT_EQ(customer->organization().registered_capital().units(), 1'000'000);
  EXPECT_EQ(customer->organization().registered_capital().nanos(), 500'000'000);
  for (const char* text : {"$1000000", "CNY", "CNY 1.", "CNY 1.-5", "CNY --1", "CNY 1.2.3"}) {
    EXPECT_THAT(Read("organization.registered_capital", text),
                StatusIs(absl::StatusCode::kInvalidArgument))
        << text;
  }
}

TEST(Column, ReadsListsPlainOrAsJson) {
  const auto phones = Read("phones", "0571-8888 0001；+861061234567;ext=8; 138 0000 0000");
  ASSERT_EQ(phones->phones_size(), 3);
  EXPECT_EQ(phones->phones(1).number(), "+861061234567;ext=8");
  const auto json = Read("phones", R"([{"number": "1", "label": "office"}])");
  EXPECT_EQ(json->phones(0).label(), "office");
  EXPECT_EQ(Read("addresses", "A street; second floor")->addresses(0).street(),
            "A street; second floor");
  EXPECT_THAT(SplitList("a;; b ；c"), ElementsAre("a", "b", "c"));
  EXPECT_THAT(Read("phones", "[1"), StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST(Column, ColumnsWithLabelsAddUp) {
  v1::Customer customer;
  ASSERT_THAT(Column::Parse("phones.mobile", "")->Set("1;2", {}, &customer), IsOk());
  ASSERT_THAT(Column::Parse("phones.office", "")->Set("3", {}, &customer), IsOk());
  ASSERT_EQ(customer.phones_size(), 3);
  EXPECT_EQ(customer.phones(1).label(), "mobile");
  EXPECT_EQ(customer.phones(2).label(), "office");
}

TEST(Column, ColumnsOfOneListAddUpInAnyOrder) {
  const struct {
    const char* meaning;
    const char* cell;
  } kCells[] = {{"phones.mobile", "1"},
                {"phones", "2;3"},
                {"phones", R"([{"number": "4"}])"},
                {"addresses.office", "a"},
                {"addresses", "b"},
                {"aliases", "x;y"},
                {"external_ids.crm", "7"},
                {"external_ids", R"({"erp": "8"})"},
                {"custom.area", "z"},
                {"custom", R"({"size": 3})"}};
  for (const bool backwards : {false, true}) {
    v1::Customer customer;
    for (size_t i = 0; i < std::size(kCells); ++i) {
      const auto& cell = kCells[backwards ? std::size(kCells) - 1 - i : i];
      ASSERT_THAT(Column::Parse(cell.meaning, "")->Set(cell.cell, {}, &customer), IsOk());
    }
    ASSERT_EQ(customer.phones_size(), 4);
    EXPECT_EQ(customer.phones(backwards ? 3 : 0).number(), "1");
    EXPECT_EQ(customer.phones(backwards ? 3 : 0).label(), "mobile");
    EXPECT_EQ(customer.addresses_size(), 2);
    EXPECT_EQ(customer.aliases_size(), 2);
    EXPECT_EQ(customer.external_ids_size(), 2);
    EXPECT_EQ(customer.custom_size(), 2);
  }
}

TEST(Column, ACellStatesItsOwnFieldOnly) {
  EXPECT_THAT(Read("phones", R"([{"number": "1"}], "note": "x", "aliases": [])"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("JSON as in the API")));
  EXPECT_THAT(Read("phones", std::string(30'000, '[') + std::string(30'000, ']')),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("JSON as in the API")));
  EXPECT_THAT(Read("phones.mobile", "[1"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("phones.mobile")));
}

TEST(Column, ReadsIdsAndCustomFields) {
  EXPECT_EQ(Read("external_id", "C-1")->external_ids().at("erp"), "C-1");
  EXPECT_EQ(Read("external_ids.crm", "7")->external_ids().at("crm"), "7");
  using metadata::v1::FieldDefinition;
  EXPECT_EQ(Read("custom.area", "12", {{"area", FieldDefinition::NUMBER}})
                ->custom()
                .at("area")
                .number_value(),
            12);
  EXPECT_EQ(Read("custom.area", "12")->custom().at("area").string_value(), "12");
  EXPECT_TRUE(
      Read("custom.vip", "yes", {{"vip", FieldDefinition::BOOL}})->custom().at("vip").bool_value());
  EXPECT_THAT(Read("custom.area", "big", {{"area", FieldDefinition::NUMBER}}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("custom.area")));
}

TEST(Column, CellsThatSayNothingStateNothing) {
  for (const char* meaning : {"phones", "emails", "organization.credit_code", "external_id",
                              "person.gender", "organization.establish_date", "note", "type"}) {
    for (const char* cell : {"无", "-", "N/A", "#N/A", "暂无", "null", "——"}) {
      const auto customer = Read(meaning, cell);
      ASSERT_THAT(customer, IsOk()) << meaning << " " << cell;
      EXPECT_EQ(customer->ByteSizeLong(), 0u) << meaning << " " << cell;
    }
  }
  EXPECT_EQ(Read("display_name", "Null")->display_name(), "Null");
  EXPECT_EQ(Read("display_name", "无")->display_name(), "");
  EXPECT_EQ(Read("custom.invoice", "无")->custom().at("invoice").string_value(), "无");
  EXPECT_THAT(Read("note", "#REF!"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("Excel's error")));
}

TEST(Column, AnIdThatASpreadsheetHasCutIsNone) {
  for (const char* cell : {"1.38E+10", "9.133e+17", "1E+11"}) {
    EXPECT_THAT(Read("external_id", cell),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("has cut this number")));
  }
  EXPECT_EQ(Read("external_id", "12E3")->external_ids().at("erp"), "12E3");
}

TEST(Column, PartsOfAnAddressGoToTheFirst) {
  v1::Customer customer;
  ASSERT_THAT(Column::Parse("addresses", "")->Set("文三路 1 号", {}, &customer), IsOk());
  ASSERT_THAT(Column::Parse("address.postal_code", "")->Set("310012", {}, &customer), IsOk());
  ASSERT_EQ(customer.addresses_size(), 1);
  EXPECT_EQ(customer.addresses(0).street(), "文三路 1 号");
  EXPECT_EQ(Column::Parse("address.postal_code", "")->Get(customer), "310012");
  EXPECT_FALSE(Column::Parse("address.nosuch", "").ok());
}

TEST(Column, ReadsYesAndNo) {
  const CustomTypes types = {{"vip", metadata::v1::FieldDefinition::BOOL},
                             {"size", metadata::v1::FieldDefinition::NUMBER}};
  EXPECT_TRUE(Read("custom.vip", "是", types)->custom().at("vip").bool_value());
  EXPECT_FALSE(Read("custom.vip", "否", types)->custom().at("vip").bool_value());
  EXPECT_TRUE(Read("custom.vip", "无", types)->custom().empty());
  EXPECT_THAT(Read("custom.vip", "也许", types),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("是 or 否")));
  EXPECT_FALSE(Read("custom.size", "inf", types).ok());
  EXPECT_FALSE(Read("custom.size", "1e999", types).ok());
}

TEST(Column, AValueThatCannotBeReadLeavesNothingBehind) {
  v1::Customer customer;
  EXPECT_FALSE(Column::Parse("person.birth_date", "")->Set("yesterday", {}, &customer).ok());
  EXPECT_EQ(customer.ByteSizeLong(), 0u) << customer.ShortDebugString();
}

TEST(Column, RefusesWhatClientsCannotWrite) {
  for (const char* meaning : {"", "etag", "create_time", "normalized_name", "organization",
                              "colour", "phones.a.b", "custom.", "display_name.x", "aliases.x"}) {
    EXPECT_THAT(Column::Parse(meaning, ""), StatusIs(absl::StatusCode::kInvalidArgument))
        << meaning;
  }
}

// Fills every field that clients write with a random value, or none.
class Filler {
 public:
  explicit Filler(uint32_t seed) : random_(seed) {}

  void Fill(Message* message) {
    const auto* type = message->GetDescriptor();
    if (type->full_name() == "google.protobuf.Value") return FillValue(message);
    for (int i = 0; i < type->field_count(); ++i) {
      const FieldDescriptor* field = type->field(i);
      if (resource::HasBehavior(field, google::api::OUTPUT_ONLY)) continue;
      uint32_t n = Pick(field->is_repeated() ? 4 : 2);
      if (type->options().map_entry()) n = 1;
      for (; n > 0; --n) FillField(message, field);
    }
  }

 private:
  uint32_t Pick(uint32_t n) { return random_() % n; }

  std::string Text() {
    static const char* const kPieces[] = {"a",  "华", ";", "；", " x", "[1]",  "{}", "\"", ",",
                                          "\n", "'",  "=", "-1", "+8", "ext=", ":",  "a\\"};
    std::string text = "t";
    if (Pick(3) == 0) text = kPieces[Pick(std::size(kPieces))];
    for (uint32_t n = Pick(3); n > 0; --n) text += kPieces[Pick(std::size(kPieces))];
    return std::string(absl::StripAsciiWhitespace(text));
  }

  void FillValue(Message* message) {
    auto* value = static_cast<google::protobuf::Value*>(message);
    Pick(2) == 0 ? value->set_string_value(Text()) : value->set_number_value(Pick(1000) / 8.0);
  }

  void FillField(Message* message, const FieldDescriptor* field) {
    const auto* reflection = message->GetReflection();
    const bool many = field->is_repeated();
    switch (field->cpp_type()) {
      case FieldDescriptor::CPPTYPE_STRING:
        many ? reflection->AddString(message, field, Text())
             : reflection->SetString(message, field, Text());
        break;
      case FieldDescriptor::CPPTYPE_ENUM:
        reflection->SetEnumValue(message, field, 1 + Pick(field->enum_type()->value_count() - 1));
        break;
      case FieldDescriptor::CPPTYPE_BOOL:
        reflection->SetBool(message, field, true);
        break;
      case FieldDescriptor::CPPTYPE_INT32:
        reflection->SetInt32(message, field, 1 + Pick(28));
        break;
      case FieldDescriptor::CPPTYPE_INT64:
        reflection->SetInt64(message, field, Pick(1'000'000));
        break;
      case FieldDescriptor::CPPTYPE_MESSAGE: {
        if (field->message_type()->name() == "Money") return FillMoney(message, field);
        Message* part = many ? reflection->AddMessage(message, field)
                             : reflection->MutableMessage(message, field);
        Fill(part);
        break;
      }
      default:
        FAIL() << field->full_name();
    }
  }

  void FillMoney(Message* message, const FieldDescriptor* field) {
    auto* money =
        static_cast<google::type::Money*>(message->GetReflection()->MutableMessage(message, field));
    const int sign = Pick(2) == 0 ? 1 : -1;
    money->set_currency_code("CNY");
    money->set_units(sign * static_cast<int64_t>(Pick(3)));
    money->set_nanos(sign * static_cast<int32_t>(Pick(1000)) * 1'000'000);
  }

  std::mt19937 random_;
};

// Drops groups and dates without content and empty texts: neither a cell nor an import can tell
// them from nothing.
void Compact(v1::Customer* customer) {
  v1::Customer compact;
  Row row;
  row.stated = *customer;
  Overlay(row, &compact);
  if (compact.organization().registered_address().ByteSizeLong() == 0) {
    compact.mutable_organization()->clear_registered_address();
  }
  if (compact.organization().establish_date().ByteSizeLong() == 0) {
    compact.mutable_organization()->clear_establish_date();
  }
  if (compact.person().birth_date().ByteSizeLong() == 0) {
    compact.mutable_person()->clear_birth_date();
  }
  if (compact.organization().ByteSizeLong() == 0) compact.clear_organization();
  if (compact.person().ByteSizeLong() == 0) compact.clear_person();
  *customer = compact;
}

TEST(Column, AnAddressWithNoPartThatCanBeReadIsNone) {
  v1::Customer customer;
  EXPECT_FALSE(Column::Parse("address.postal_code", "")->Set("1E+20", {}, &customer).ok());
  EXPECT_EQ(customer.addresses_size(), 0);
  ASSERT_THAT(Column::Parse("address.city", "")->Set("杭州", {}, &customer), IsOk());
  EXPECT_FALSE(Column::Parse("address.postal_code", "")->Set("1E+20", {}, &customer).ok());
  EXPECT_EQ(customer.addresses_size(), 1);
}

TEST(ExportColumns, SayEverythingAboutACustomer) {
  for (uint32_t seed = 1; seed <= 1000; ++seed) {
    v1::Customer customer;
    Filler(seed).Fill(&customer);
    v1::Customer read;
    for (const Column& column : ExportColumns()) {
      const std::string cell = column.Get(customer);
      ASSERT_THAT(column.Set(cell, {}, &read), IsOk()) << column.meaning() << " = " << cell;
    }
    Compact(&customer);
    Compact(&read);
    ASSERT_TRUE(MessageDifferencer::Equals(customer, read)) << seed << "\n"
                                                            << customer.DebugString() << "\n"
                                                            << read.DebugString();
  }
}

}  // namespace
}  // namespace guanxi::customer
