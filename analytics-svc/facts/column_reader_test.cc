#include "analytics-svc/facts/column_reader.h"

#include "common/base/uuid.h"
#include "gtest/gtest.h"
#include "guanxi/lead/v1/contract.pb.h"
#include "guanxi/lead/v1/lead.pb.h"
#include "guanxi/lead/v1/payment_plan.pb.h"

namespace guanxi::analytics {
namespace {

using lead::v1::Contract;
using lead::v1::Lead;
using lead::v1::PaymentPlan;

db::Value Read(ColumnKind kind, const char* path, const google::protobuf::Message& message,
               int size = 0) {
  return ColumnReader({"column", kind, path, size}, message.GetDescriptor()).Read(message);
}

TEST(ColumnReaderTest, WhatIsNotSaidIsNull) {
  const Lead lead;
  EXPECT_EQ(Read(ColumnKind::kText, "industry", lead, 64), db::Value());
  EXPECT_EQ(Read(ColumnKind::kText, "attribution.campaign", lead, 64), db::Value());
  EXPECT_EQ(Read(ColumnKind::kEnum, "state", lead), db::Value());
  EXPECT_EQ(Read(ColumnKind::kTime, "create_time", lead), db::Value());
  EXPECT_EQ(Read(ColumnKind::kId, "owner", lead), db::Value());
  EXPECT_EQ(Read(ColumnKind::kInt, "fit_score", lead), db::Value(0));
  EXPECT_EQ(Read(ColumnKind::kBool, "outstanding", PaymentPlan()), db::Value(0));
  EXPECT_EQ(Read(ColumnKind::kAmount, "amount", Contract()), db::Value());
}

TEST(ColumnReaderTest, AmountsAreExact) {
  Contract contract;
  contract.mutable_amount()->set_currency_code("CNY");
  contract.mutable_amount()->set_units(-3);
  contract.mutable_amount()->set_nanos(-10'000'001);
  EXPECT_EQ(Read(ColumnKind::kAmount, "amount", contract), db::Value("-3.010000001"));
  EXPECT_EQ(Read(ColumnKind::kCurrency, "amount", contract), db::Value("CNY"));
  contract.mutable_base_rate()->set_value("7.12345");
  EXPECT_EQ(Read(ColumnKind::kDecimal, "base_rate", contract), db::Value("7.12345"));
}

TEST(ColumnReaderTest, NamesAreTheirLastIds) {
  const Uuid pipeline = DeriveUuid("p", "1"), stage = DeriveUuid("s", "1");
  const std::string name = "pipelines/" + pipeline.ToString() + "/stages/" + stage.ToString();
  EXPECT_EQ(IdOfName(name), db::Value(stage.bytes()));
  EXPECT_EQ(CollectionOfName(name), db::Value("stages"));
  EXPECT_EQ(IdOfName("users/nobody"), db::Value());
  EXPECT_EQ(CollectionOfName(""), db::Value());
}

TEST(ColumnReaderTest, TextsAreCutBetweenCharacters) {
  EXPECT_EQ(CutText("华东区", 2), "华东");
  EXPECT_EQ(CutText("ab", 2), "ab");
  EXPECT_EQ(CutText("é", 1), "é");
  EXPECT_EQ(CutText("x", 0), "");
}

TEST(ColumnReaderTest, OnlyWholeDatesAreDays) {
  Contract contract;
  contract.mutable_sign_date()->set_year(2026);
  EXPECT_EQ(Read(ColumnKind::kDate, "sign_date", contract), db::Value());
  contract.mutable_sign_date()->set_month(3);
  contract.mutable_sign_date()->set_day(9);
  EXPECT_EQ(Read(ColumnKind::kDate, "sign_date", contract), db::Value("2026-03-09"));
}

TEST(ColumnReaderTest, APathOfAnotherTypeReadsNothing) {
  EXPECT_FALSE(ColumnReader({"c", ColumnKind::kTime, "amount"}, Contract::descriptor()).is_bound());
  EXPECT_FALSE(
      ColumnReader({"c", ColumnKind::kText, "no_such"}, Contract::descriptor()).is_bound());
  EXPECT_FALSE(
      ColumnReader({"c", ColumnKind::kText, "display_name.x"}, Contract::descriptor()).is_bound());
}

}  // namespace
}  // namespace guanxi::analytics
