// Filters over messages: the same as over the values that the messages were made of.
#include "common/filter/message_matcher.h"

#include <algorithm>
#include <map>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "common/filter/checker.h"
#include "common/filter/matcher.h"
#include "common/filter/random_filters.h"
#include "common/filter/test_item.pb.h"
#include "common/filter/test_schema.h"
#include "common/filter/value.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/descriptor.pb.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

namespace guanxi::filter {
namespace {

using Record = std::map<std::string, Values>;  // by path

Predicate Checked(absl::string_view filter) {
  auto checked = Compile(filter, TestSchema(), ResolveTestField);
  EXPECT_THAT(checked, IsOk()) << filter;
  return checked.ok() ? *std::move(checked) : Predicate();
}

Truth Evaluate(absl::string_view filter, const TestItem& item) {
  const auto matcher = MessageMatcher::Create(Checked(filter), TestItem::descriptor());
  EXPECT_THAT(matcher, IsOk()) << filter;
  return matcher.ok() ? matcher->Evaluate(item, RandomFilters::TestMoment()) : Truth::kUnknown;
}

void Set(const Field& field, const Literal& value, TestItem* item);

// A value of a kind that TestItem has as a message of its own.
void SetMessage(const Field& field, const Literal& value, google::protobuf::Message* out) {
  const auto* d = out->GetDescriptor();
  const auto* r = out->GetReflection();
  const auto whole = [&](int number, int64_t n) {
    const auto* part = d->FindFieldByNumber(number);
    if (part->cpp_type() == part->CPPTYPE_INT32) {
      r->SetInt32(out, part, static_cast<int32_t>(n));
    } else {
      r->SetInt64(out, part, n);
    }
  };
  switch (field.kind) {
    case Kind::kTimestamp: {
      const int64_t micros = absl::ToUnixMicros(std::get<absl::Time>(value));
      whole(1, micros / 1000000);
      whole(2, micros % 1000000 * 1000 + 7);  // nanoseconds do not count
      return;
    }
    case Kind::kDuration:
      whole(1, std::get<int64_t>(value) / 1000000);
      whole(2, std::get<int64_t>(value) % 1000000 * 1000);
      return;
    case Kind::kDate: {
      const auto day = std::get<absl::CivilDay>(value);
      whole(1, day.year());
      whole(2, day.month());
      whole(3, day.day());
      return;
    }
    case Kind::kMoney: {
      const Money& money = std::get<Money>(value);
      r->SetString(out, d->FindFieldByNumber(1), money.currency);
      const std::string& text = money.amount.text;
      const size_t dot = std::min(text.find('.'), text.size());
      int64_t units = 0, nanos = 0;
      ASSERT_TRUE(absl::SimpleAtoi(text.substr(0, dot), &units));
      std::string fraction = text.substr(std::min(dot + 1, text.size()));
      fraction.resize(9, '0');
      ASSERT_TRUE(absl::SimpleAtoi(fraction, &nanos));
      whole(2, units);
      whole(3, text[0] == '-' ? -nanos : nanos);
      return;
    }
    default:
      r->SetString(out, d->FindFieldByNumber(1), TextOf(field, value));
  }
}

void Set(const Field& field, const Literal& value, TestItem* item) {
  if (field.key == "size") {
    double number = 0;
    ASSERT_TRUE(absl::SimpleAtod(std::get<Decimal>(value).text, &number));
    (*item->mutable_custom())["size"].set_number_value(number);
    return;
  }
  if (field.key == "active") {
    (*item->mutable_custom())["active"].set_bool_value(std::get<bool>(value));
    return;
  }
  if (!field.key.empty()) {
    (*item->mutable_custom())[field.key].set_string_value(TextOf(field, value));
    return;
  }
  if (field.path == "address.region_code") {
    item->mutable_address()->set_region_code(std::get<std::string>(value));
    return;
  }
  const auto* f = TestItem::descriptor()->FindFieldByName(field.path);
  const auto* r = item->GetReflection();
  switch (f->cpp_type()) {
    case google::protobuf::FieldDescriptor::CPPTYPE_STRING:
      if (f->is_repeated()) return r->AddString(item, f, TextOf(field, value));
      return r->SetString(item, f, TextOf(field, value));
    case google::protobuf::FieldDescriptor::CPPTYPE_ENUM:
      return r->SetEnumValue(item, f, static_cast<int>(std::get<int64_t>(value)));
    case google::protobuf::FieldDescriptor::CPPTYPE_BOOL:
      return r->SetBool(item, f, std::get<bool>(value));
    case google::protobuf::FieldDescriptor::CPPTYPE_INT64:
      return r->SetInt64(item, f, std::get<int64_t>(value));
    case google::protobuf::FieldDescriptor::CPPTYPE_INT32:
      return r->SetInt32(item, f, static_cast<int32_t>(std::get<int64_t>(value)));
    default:
      SetMessage(field, value, r->MutableMessage(item, f));
  }
}

// Whether the message has a place for such values: a Value has none for whole numbers and money.
bool Fits(const Field& field) { return field.key != "area" && field.key != "price"; }

TEST(MessageMatcher, ReadsWhatTheMessageWasMadeOf) {
  RandomFilters random(20261130);
  int known = 0;
  for (int i = 0; i < 3000; ++i) {
    Record record;
    TestItem item;
    for (const FieldPtr& field : AllTestFields()) {
      const int count = field->repeated ? random.Below(4) : std::min(1, random.Below(4));
      Values& values = record[field->path];
      for (int n = 0; Fits(*field) && n < count; ++n) values.push_back(random.Value(*field));
      for (const Literal& value : values) Set(*field, value, &item);
    }
    const std::string filter = random.Filter(/*depth=*/i % 4);
    const Predicate predicate = Checked(filter);
    const Matcher plain(predicate);
    const Truth expected = plain.Evaluate(
        [&](size_t slot, Values* values) { *values = record.at(plain.fields()[slot]->path); },
        RandomFilters::TestMoment());
    ASSERT_EQ(Evaluate(filter, item), expected) << filter << "\n" << item.DebugString();
    known += expected != Truth::kUnknown;
  }
  EXPECT_GT(known, 1000);
}

TEST(MessageMatcher, WhatCannotBeReadIsMissing) {
  TestItem item;
  item.set_owner("users/7");
  item.set_closed("soon");
  item.mutable_founded()->set_year(1998);
  item.mutable_amount()->set_units(5);
  item.mutable_credit_limit()->set_value("much");
  (*item.mutable_custom())["size"].set_string_value("7");
  (*item.mutable_custom())["colour"].set_bool_value(true);
  for (const char* field : {"owner", "closed", "founded", "amount", "credit_limit", "custom.size",
                            "custom.colour", "custom.area", "address.region_code"}) {
    EXPECT_EQ(Evaluate(absl::StrCat(field, ":*"), item), Truth::kFalse) << field;
  }
}

// Of whichever way in which it is told: by the message itself, by a bit, by a oneof's case.
TEST(MessageMatcher, AMessageIsThereOnceItIsSetAndUntilItIsCleared) {
  for (const char* path : {"create_time", "seen_time", "call_time"}) {
    const auto predicate =
        Compile(absl::StrCat(path, ":*"), Schema({MakeField(path, Kind::kTimestamp, "")}));
    ASSERT_THAT(predicate, IsOk());
    const auto matcher = MessageMatcher::Create(*predicate, TestItem::descriptor());
    ASSERT_THAT(matcher, IsOk());
    TestItem item;
    const auto is_there = [&] { return matcher->Evaluate(item, RandomFilters::TestMoment()); };
    const auto* const field = TestItem::descriptor()->FindFieldByName(path);
    const auto* const reflection = item.GetReflection();
    EXPECT_EQ(is_there(), Truth::kFalse) << path;
    for (const bool clears_all : {false, true}) {
      reflection->MutableMessage(&item, field);
      EXPECT_EQ(is_there(), Truth::kTrue) << path;
      clears_all ? item.Clear() : reflection->ClearField(&item, field);
      EXPECT_EQ(is_there(), Truth::kFalse) << path;
    }
  }
}

TEST(MessageMatcher, ATimeBeforeTheEpochHasWholeMicrosecondsToo) {
  TestItem item;
  item.mutable_create_time()->set_seconds(-1);
  item.mutable_create_time()->set_nanos(999'999'999);
  EXPECT_EQ(Evaluate("create_time = \"1969-12-31T23:59:59.999999Z\"", item), Truth::kTrue);
}

TEST(MessageMatcher, ExplainsWithFieldsAndValuesApart) {
  TestItem item;
  item.set_display_name("华为");
  const auto matcher =
      MessageMatcher::Create(Checked("display_name:\"为\""), TestItem::descriptor());
  ASSERT_THAT(matcher, IsOk());
  const Explanation explanation = matcher->Explain(item, RandomFilters::TestMoment());
  EXPECT_EQ(explanation.result, Truth::kTrue);
  EXPECT_EQ(explanation.op, Predicate::Op::kContains);
  EXPECT_EQ(explanation.field->path, "display_name");
  EXPECT_THAT(explanation.values, ::testing::ElementsAre("华为"));
  EXPECT_EQ(explanation.right_value, "为");
}

TEST(MessageMatcher, ASchemaThatIsNotTheMessagesIsOurFault) {
  for (const auto& field :
       {MakeField("nickname", Kind::kString, ""), MakeField("address.city", Kind::kString, ""),
        MakeField("display_name", Kind::kInt64, ""), MakeField("founded", Kind::kTimestamp, ""),
        MakeField("custom", Kind::kString, ""), MakeField("address", Kind::kString, "")}) {
    const auto predicate = Compile(absl::StrCat(field.path, ":*"), Schema({field}));
    ASSERT_THAT(predicate, IsOk()) << field.path;
    EXPECT_THAT(MessageMatcher::Create(*predicate, TestItem::descriptor()),
                StatusIs(absl::StatusCode::kInternal))
        << field.path;
  }
}

// Its messages would be of a class that is not known here.
TEST(MessageMatcher, ADescriptorWithoutAClassIsRefused) {
  google::protobuf::FileDescriptorProto file;
  file.set_name("note.proto");
  auto* const note = file.add_message_type();
  note->set_name("Note");
  auto* const title = note->add_field();
  title->set_name("title");
  title->set_number(1);
  title->set_type(google::protobuf::FieldDescriptorProto::TYPE_STRING);
  title->set_label(google::protobuf::FieldDescriptorProto::LABEL_OPTIONAL);
  google::protobuf::DescriptorPool pool;
  const auto* const built = pool.BuildFile(file);
  ASSERT_NE(built, nullptr);
  const auto predicate = Compile("title:*", Schema({MakeField("title", Kind::kString, "")}));
  ASSERT_THAT(predicate, IsOk());
  EXPECT_THAT(MessageMatcher::Create(*predicate, built->message_type(0)),
              StatusIs(absl::StatusCode::kInternal));
}

}  // namespace
}  // namespace guanxi::filter
