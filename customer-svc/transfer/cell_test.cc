#include "customer-svc/transfer/cell.h"

#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "common/testing/status_matchers.h"
#include "customer-svc/transfer/columns.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::customer {
namespace {

using metadata::v1::FieldDefinition;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

// What a cell of the column states.
absl::StatusOr<v1::Customer> Read(const std::string& meaning, const std::string& cell,
                                  const CustomTypes& types = {}, const std::string& region = "CN") {
  v1::Customer customer;
  const absl::Status status = Column::Parse(meaning, "erp")->Set(cell, types, &customer, region);
  if (!status.ok()) return status;
  return customer;
}

std::vector<std::string> Numbers(const std::string& cell, const std::string& region = "CN") {
  const v1::Customer customer = Read("phones", cell, {}, region).value();
  std::vector<std::string> numbers;
  for (const auto& phone : customer.phones()) numbers.push_back(phone.number());
  return numbers;
}

TEST(DecodeCell, PartsSeveralPhonesAndEmails) {
  EXPECT_THAT(Numbers("13800138000/0571-88881234"), ElementsAre("13800138000", "0571-88881234"));
  EXPECT_THAT(Numbers("13800138000 ::: 13900139000"), ElementsAre("13800138000", "13900139000"));
  EXPECT_THAT(Numbers("021 6123 4567"), ElementsAre("021 6123 4567"));
  EXPECT_THAT(Numbers("020 7946 0958/020 7946 0959", "GB"),
              ElementsAre("020 7946 0958", "020 7946 0959"));
  EXPECT_THAT(Numbers("[0571] 88881234"), ElementsAre("[0571] 88881234"));
  EXPECT_THAT(Numbers("无；13800138000、-"), ElementsAre("13800138000"));
  EXPECT_EQ(Read("emails", "a@b.cn、c@d.cn")->emails_size(), 2);
  EXPECT_EQ(Read("phones.mobile", "13800138000,13900139000")->phones(1).label(), "mobile");
}

TEST(DecodeCell, DoesNotPartWhatIsFarTooLong) {
  std::string cell;
  while (cell.size() <= 8 << 10) cell += "1;";
  for (const char* meaning : {"phones", "phones.mobile", "emails"}) {
    EXPECT_THAT(Read(meaning, cell), StatusIs(absl::StatusCode::kInvalidArgument,
                                              HasSubstr("must be at most 8192 bytes")));
  }
  EXPECT_EQ(Read("addresses", cell)->addresses(0).street(), cell);
}

TEST(DecodeCell, TakesWordsOfNothingForNothing) {
  for (const char* word :
       {"无", "-", "—", "N/A", "#N/A", "暂无", "null", "NULL", "（无）", "n/a", "未知"}) {
    for (const char* meaning :
         {"phones", "phones.mobile", "emails", "addresses", "organization.credit_code",
          "organization.website", "organization.establish_date", "organization.registered_capital",
          "organization.size", "lifecycle_stage", "person.birth_date", "external_id"}) {
      const auto customer = Read(meaning, word);
      ASSERT_THAT(customer, IsOk()) << meaning << " = " << word;
      v1::Customer rest = *customer;
      rest.clear_organization();
      rest.clear_person();
      EXPECT_EQ(rest.ByteSizeLong(), 0u) << meaning << " = " << word;
      EXPECT_EQ(customer->organization().ByteSizeLong(), 0u) << meaning << " = " << word;
      EXPECT_EQ(customer->person().ByteSizeLong(), 0u) << meaning << " = " << word;
    }
  }
  EXPECT_EQ(Read("person.gender", "其他")->person().gender(), v1::Person::OTHER);
  // Null is a name, and 无 an answer.
  EXPECT_EQ(Read("display_name", "Null")->display_name(), "Null");
  EXPECT_EQ(Read("display_name", "无")->display_name(), "");
  EXPECT_EQ(Read("note", "-")->note(), "");
  EXPECT_EQ(Read("custom.area", "无")->custom().at("area").string_value(), "无");
  EXPECT_EQ(Read("display_name", "#N/A")->display_name(), "");
}

TEST(DecodeCell, RefusesExcelsErrors) {
  for (const char* meaning : {"display_name", "phones", "note", "external_id", "custom.area"}) {
    for (const char* error : {"#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#####"}) {
      EXPECT_THAT(Read(meaning, error),
                  StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr(meaning)))
          << error;
    }
  }
}

TEST(DecodeCell, UndoesWhatSpreadsheetsDoToNumbers) {
  for (const char* cell :
       {"'13800138000", "’13800138000", "=\"13800138000\"", "\t13800138000\t", "13800138000.0",
        "13800138000.00", "1.3800138E+10", "1.3800138e10", "\"13800138000\""}) {
    EXPECT_THAT(Numbers(cell), ElementsAre("13800138000")) << cell;
    const bool as_money = absl::EndsWith(cell, ".00");
    EXPECT_EQ(Read("external_id", cell)->external_ids().at("erp"),
              as_money ? "13800138000.00" : "13800138000")
        << cell;
  }
  EXPECT_EQ(Read("organization.credit_code", "'91330106MA2XJ0TQ02")->organization().credit_code(),
            "91330106MA2XJ0TQ02");
  EXPECT_EQ(Read("organization.registered_address.postal_code", "'010010")
                ->organization()
                .registered_address()
                .postal_code(),
            "010010");
  EXPECT_EQ(Read("display_name", "'s-Hertogenbosch BV")->display_name(), "'s-Hertogenbosch BV");
  EXPECT_EQ(Read("external_id", "2E10")->external_ids().at("erp"), "2E10");
  // 1001.00 and 1001 may be two accounts, and a point before three zeros is no spreadsheet's.
  EXPECT_EQ(Read("external_id", "1001.00")->external_ids().at("erp"), "1001.00");
  EXPECT_THAT(Numbers("250.000"), ElementsAre("250.000"));
  EXPECT_EQ(Read("external_id", "1.0")->external_ids().at("erp"), "1.0");
}

TEST(DecodeCell, RefusesNumbersThatExcelHasCut) {
  for (const char* cell :
       {"1.38E+10", "1.38001E+10", "9.133E+17", "1E+10", "9.13301060000000E+17"}) {
    for (const char* meaning : {"phones", "organization.credit_code", "external_id"}) {
      EXPECT_THAT(Read(meaning, cell), StatusIs(absl::StatusCode::kInvalidArgument,
                                                HasSubstr("Excel has cut this number")))
          << meaning << " = " << cell;
    }
  }
}

TEST(DecodeCell, ABadEntryCostsItselfAlone) {
  v1::Customer customer;
  for (const char* meaning : {"phones", "phones.mobile"}) {
    EXPECT_THAT(Column::Parse(meaning, "erp")->Set("1.38E+10;13800138000", {}, &customer),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("has cut this number")));
  }
  ASSERT_EQ(customer.phones_size(), 2);
  EXPECT_EQ(customer.phones(1).number(), "13800138000");
  EXPECT_FALSE(Column::Parse("person.birth_date", "")->Set("90-3-5", {}, &customer).ok());
  EXPECT_FALSE(customer.person().has_birth_date());
}

TEST(DecodeCell, ReadsDates) {
  const auto date = [](const std::string& cell) {
    const auto customer = Read("person.birth_date", cell);
    EXPECT_THAT(customer, IsOk()) << cell;
    return EncodeCell(customer->person(), v1::Person::descriptor()->FindFieldByName("birth_date"));
  };
  EXPECT_EQ(date("1990-03-05 00:00:00"), "1990-03-05");
  EXPECT_EQ(date("3月5日"), "0000-03-05");
  EXPECT_EQ(date("02-29"), "0000-02-29");
  EXPECT_EQ(date("1990"), "1990-00-00");
  EXPECT_EQ(date("1990-03-00"), "1990-03-00");
  EXPECT_EQ(date("32937.0"), "1990-03-05");
  EXPECT_EQ(date("'1990-03-05"), "1990-03-05");
  EXPECT_THAT(Read("person.birth_date", "05/03/1990"),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("person.birth_date: the order of day and month is not known")));
}

TEST(DecodeCell, AmountsWithoutACurrencyAreOfTheRegion) {
  EXPECT_EQ(Read("organization.registered_capital", "1000万元")
                ->organization()
                .registered_capital()
                .units(),
            10'000'000);
  EXPECT_THAT(Read("organization.registered_capital", "1000000", {}, "US"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("currency is missing")));
}

TEST(DecodeCell, DoesNotTakeThousandsForDecimals) {
  const std::string meaning = "organization.registered_capital";
  for (const char* cell : {"250.000", "EUR 1.000", "'250.000", "EUR 12.500"}) {
    EXPECT_THAT(Read(meaning, cell),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("between thousands")))
        << cell;
  }
  for (const char* cell : {"1250.00", "1,250.000", "1.25E+3"}) {
    EXPECT_EQ(Read(meaning, cell)->organization().registered_capital().units(), 1250) << cell;
  }
  const auto thousandths = Read(meaning, "EUR 12.1250");
  EXPECT_EQ(Column::Parse(meaning, "")->Get(*thousandths), "EUR 12.1250");
}

TEST(DecodeCell, AFlagIsReadInWords) {
  for (const char* cell : {"是", "yes", "'1", "TRUE"}) {
    EXPECT_TRUE(Read("grade_pinned", cell)->grade_pinned()) << cell;
  }
  EXPECT_FALSE(Read("grade_pinned", "否")->grade_pinned());
  EXPECT_THAT(Read("grade_pinned", "有"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("是 or 否")));
}

TEST(DecodeCustom, ReadsWordsNumbersAndDates) {
  const auto flag = [](const std::string& cell) {
    return Read("custom.vip", cell, {{"vip", FieldDefinition::BOOL}});
  };
  for (const char* cell : {"是", "对", "√", "✓", "Y", "yes", "TRUE", "1", "真"}) {
    ASSERT_THAT(flag(cell), IsOk()) << cell;
    EXPECT_TRUE(flag(cell)->custom().at("vip").bool_value()) << cell;
  }
  for (const char* cell : {"否", "错", "×", "N", "no", "False", "0", "假"}) {
    ASSERT_THAT(flag(cell), IsOk()) << cell;
    EXPECT_FALSE(flag(cell)->custom().at("vip").bool_value()) << cell;
  }
  EXPECT_EQ(flag("无")->custom_size(), 0);
  for (const char* cell : {"x", "有", "maybe", "2"}) {
    EXPECT_THAT(flag(cell), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("是 or 否")))
        << cell;
  }
  const auto number = [](const std::string& cell) {
    return Read("custom.area", cell, {{"area", FieldDefinition::NUMBER}});
  };
  EXPECT_EQ(number("1,234.5")->custom().at("area").number_value(), 1234.5);
  EXPECT_EQ(number("１２")->custom().at("area").number_value(), 12);
  for (const char* cell : {"1,5", "12%", "nan5", "inf", "12 m"}) {
    EXPECT_FALSE(number(cell).ok()) << cell;
  }
  const auto date = [](const std::string& cell) {
    return Read("custom.since", cell, {{"since", FieldDefinition::DATE}});
  };
  EXPECT_EQ(date("1990年3月5日")->custom().at("since").string_value(), "1990-03-05");
  EXPECT_FALSE(date("1990").ok());
}

}  // namespace
}  // namespace guanxi::customer
