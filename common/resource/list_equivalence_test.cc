// Random filters over random articles: what lists find in the database is what the same filter
// finds over the stored messages, in the order that was asked for. So the engine's own mapping
// takes part: columns of every kind, sets, custom fields, external ids, projected fields, deleted
// records, functions at a moment amid the values, and every way in which lists find rows.
#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/base/status_macros.h"
#include "common/filter/message_matcher.h"
#include "common/filter/random_filters.h"
#include "common/filter/value.h"
#include "common/resource/list_page.h"
#include "common/resource/warehouse.h"
#include "common/testing/status_matchers.h"
#include "common/text/collation.h"
#include "gmock/gmock.h"
#include "google/protobuf/util/time_util.h"
#include "gtest/gtest.h"

namespace guanxi::resource {
namespace {

using filter::Kind;
using filter::Literal;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::util::TimeUtil;
using metadata::v1::FieldDefinition;
using testing::Article;

constexpr int kArticles = 200;
constexpr int kFilters = 500;

const std::vector<std::string>& Paths() {
  static const auto* const paths = new std::vector<std::string>{"title",
                                                                "code",
                                                                "state",
                                                                "fragile",
                                                                "sold_out",
                                                                "stock",
                                                                "rating",
                                                                "weight",
                                                                "bound",
                                                                "price",
                                                                "cost",
                                                                "first_sale",
                                                                "last_sale",
                                                                "listed_time",
                                                                "seen_time",
                                                                "keeper",
                                                                "buyer",
                                                                "packing.sealed",
                                                                "packing.layers",
                                                                "packing.date",
                                                                "packing.deposit",
                                                                "packing.carton",
                                                                "labels",
                                                                "watchers",
                                                                "name",
                                                                "create_time",
                                                                "delete_time",
                                                                "revenue",
                                                                "last_order",
                                                                "share",
                                                                "in_fashion",
                                                                "orders",
                                                                "custom.area",
                                                                "custom.colour",
                                                                "custom.glazed",
                                                                "custom.fired",
                                                                "custom.seen",
                                                                "external_ids.erp"};
  return *paths;
}

bool IsProjected(const std::string& path) {
  static const auto* const projected =
      new std::set<std::string>{"revenue", "last_order", "share", "in_fashion", "orders"};
  return projected->count(path) != 0;
}

bool IsGiven(const std::string& path) {
  return path != "name" && path != "create_time" && path != "delete_time" &&
         path != "external_ids.erp" && !IsProjected(path);
}

void SetMoney(const filter::Money& money, google::type::Money* out) {
  const std::vector<std::string> parts = absl::StrSplit(money.amount.text, '.');
  std::string nanos = parts.size() > 1 ? parts[1] : "";
  nanos.resize(9, '0');
  out->set_units(std::stoll(parts[0]));
  out->set_nanos((parts[0][0] == '-' ? -1 : 1) * std::stoi(nanos));
  out->set_currency_code(money.currency);
}

void SetCustom(const filter::Field& field, const Literal& value, Article* article) {
  auto& custom = (*article->mutable_custom())[field.key];
  switch (field.kind) {
    case Kind::kDouble:
      return custom.set_number_value(std::stod(std::get<filter::Decimal>(value).text));
    case Kind::kBool:
      return custom.set_bool_value(std::get<bool>(value));
    case Kind::kDate:
      return custom.set_string_value(absl::FormatCivilTime(std::get<absl::CivilDay>(value)));
    case Kind::kTimestamp:
      return custom.set_string_value(absl::FormatTime(
          absl::RFC3339_full, std::get<absl::Time>(value), absl::FixedTimeZone(8 * 3600)));
    default:
      return custom.set_string_value(std::get<std::string>(value));
  }
}

// One value of a field of the message itself; added, if it is a list.
void SetOwn(const filter::Field& field, const Literal& value, const FieldDescriptor* descriptor,
            Message* message) {
  const auto* reflection = message->GetReflection();
  const std::string text = field.kind == Kind::kName ? filter::TextOf(field, value) : "";
  switch (field.kind) {
    case Kind::kString:
    case Kind::kName: {
      const std::string given = text.empty() ? std::get<std::string>(value) : text;
      if (!descriptor->is_repeated()) return reflection->SetString(message, descriptor, given);
      // A set takes no others.
      if (given.empty() || given.front() == ' ' || given.back() == ' ') return;
      return reflection->AddString(message, descriptor, given);
    }
    case Kind::kEnum:
      return reflection->SetEnumValue(message, descriptor,
                                      static_cast<int>(std::get<int64_t>(value)));
    case Kind::kBool:
      return reflection->SetBool(message, descriptor, std::get<bool>(value));
    case Kind::kInt64: {
      const int64_t number = std::get<int64_t>(value);
      if (descriptor->cpp_type() == FieldDescriptor::CPPTYPE_INT64) {
        return reflection->SetInt64(message, descriptor, number);
      }
      return reflection->SetInt32(message, descriptor, static_cast<int32_t>(number));
    }
    default:
      break;
  }
  Message* const part = reflection->MutableMessage(message, descriptor);
  if (field.kind == Kind::kTimestamp) {
    // Of less than the microseconds that are stored.
    auto time = TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(std::get<absl::Time>(value)));
    time.set_nanos(time.nanos() + 999);
    part->CopyFrom(time);
  } else if (field.kind == Kind::kDecimal) {
    static_cast<google::type::Decimal*>(part)->set_value(std::get<filter::Decimal>(value).text);
  } else if (field.kind == Kind::kMoney) {
    SetMoney(std::get<filter::Money>(value), static_cast<google::type::Money*>(part));
  } else {
    const auto day = std::get<absl::CivilDay>(value);
    auto* const date = static_cast<google::type::Date*>(part);
    date->set_year(static_cast<int>(day.year()));
    date->set_month(day.month());
    date->set_day(day.day());
  }
}

void SetValue(const filter::Field& field, const Literal& value, Article* article) {
  if (!field.key.empty()) return SetCustom(field, value, article);
  const std::vector<std::string> steps = absl::StrSplit(field.path, '.');
  Message* message = article;
  for (size_t i = 0;; ++i) {
    const FieldDescriptor* step = message->GetDescriptor()->FindFieldByName(steps[i]);
    if (i + 1 == steps.size()) return SetOwn(field, value, step, message);
    message = message->GetReflection()->MutableMessage(message, step);
  }
}

class ListEquivalenceTest : public ::testing::Test {
 protected:
  void SetUp() override {
    for (const auto& [key, value_type] :
         std::map<std::string, FieldDefinition::ValueType>{{"area", FieldDefinition::NUMBER},
                                                           {"colour", FieldDefinition::STRING},
                                                           {"glazed", FieldDefinition::BOOL},
                                                           {"fired", FieldDefinition::DATE},
                                                           {"seen", FieldDefinition::TIMESTAMP}}) {
      house_.DefineCustom(key, value_type);
    }
    custom_ = house_.custom_fields();
    for (const std::string& path : Paths()) fields_.push_back(Find(path));
    random_.emplace(20261129, fields_);
    for (int i = 0; i < kArticles; ++i) MakeArticle(i);
    for (auto& [name, article] : articles_) article = house_.Get(names_.at(name));
  }

  filter::FieldPtr Find(const std::string& path) {
    const auto resolve = [&](absl::string_view prefix,
                             absl::string_view key) -> absl::StatusOr<filter::Field> {
      if (prefix == "custom") return CustomFilterField(custom_, key);
      return filter::Field();
    };
    return house_.type().filter_schema().Find(absl::StrSplit(path, '.'), resolve).value();
  }

  // Every field is missing in one article out of four, and so are all parts of its packing.
  void MakeArticle(int i) {
    Article article;
    for (size_t f = 0; f < fields_.size(); ++f) {
      if (IsGiven(Paths()[f])) SetSome(*fields_[f], &article);
    }
    if (random_->Below(2) == 0) (*article.mutable_external_ids())["erp"] = absl::StrCat("E-", i);
    if (random_->Below(4) == 0) article.clear_packing();
    if (random_->Below(4) == 0) article.mutable_last_sale()->set_day(0);
    const ResourceName name = house_.Put(article);
    house_.shop.clock.Advance(absl::Seconds(random_->Below(2)));
    EXPECT_THAT(house_.shop.Run([&](UnitOfWork& work) {
      return work.Project(*house_.articles, name, [&](Message* message) {
        for (size_t f = 0; f < fields_.size(); ++f) {
          if (IsProjected(Paths()[f])) SetSome(*fields_[f], static_cast<Article*>(message));
        }
      });
    }),
                IsOk());
    if (random_->Below(4) == 0) {
      EXPECT_THAT(house_.Delete(name), IsOk());
    }
    articles_[house_.NameOf(name)] = Article();
    names_[house_.NameOf(name)] = name;
  }

  void SetSome(const filter::Field& field, Article* article) {
    const int count = field.repeated ? random_->Below(4) : std::min(1, random_->Below(4));
    for (int i = 0; i < count; ++i) SetValue(field, random_->Value(field), article);
  }

  std::set<std::string> InMemory(const filter::Predicate& predicate, bool show_deleted) {
    const auto matcher = filter::MessageMatcher::Create(predicate, Article::descriptor());
    EXPECT_THAT(matcher, IsOk());
    std::set<std::string> names;
    for (const auto& [name, article] : articles_) {
      if (article.has_delete_time() && !show_deleted) continue;
      const filter::Truth truth = matcher->Evaluate(article, filter::RandomFilters::TestMoment());
      if (truth == filter::Truth::kTrue) names.insert(name);
    }
    return names;
  }

  Literal SortKeyOf(const std::string& name) {
    return filter::Bytes{text::SortKey(articles_.at(name).title()).value()};
  }

  // Negative, zero or positive as `a` comes before `b` in ascending order.
  int Order(const Column* sort, const std::string& a, const std::string& b) {
    if (sort != nullptr) {
      filter::Values left, right;
      sort->reader->Read(articles_.at(a), &left);
      sort->reader->Read(articles_.at(b), &right);
      if (sort->collated) {
        left.assign(1, SortKeyOf(a));
        right.assign(1, SortKeyOf(b));
      }
      if (left.empty() != right.empty()) return left.empty() ? -1 : 1;
      const int order = left.empty() ? 0 : filter::Compare(left[0], right[0]).value();
      if (order != 0) return order;
    }
    return a.compare(b);
  }

  std::string RandomFilter(int i) {
    std::string filter = random_->Filter(/*depth=*/i % 4);
    if (i % 5 != 0) return filter;
    // A part that leads to the rows of a set.
    const filter::Field& set = *Find(i % 2 == 0 ? "labels" : "watchers");
    const std::string value = set.kind == Kind::kName
                                  ? filter::QuoteString(filter::TextOf(set, random_->Value(set)))
                                  : filter::QuoteString(std::get<std::string>(random_->Value(set)));
    return absl::StrCat(set.path, ":", value, i % 10 == 0 ? "" : absl::StrCat(" (", filter, ")"));
  }

  void Count(const ListPlan& plan) {
    ++plans_[plan.path != nullptr && plan.set != nullptr ? "set path"
             : plan.path != nullptr                      ? "path"
             : plan.set != nullptr                       ? "set"
             : plan.by_filter_index                      ? "filter index"
                                                         : "scan"];
  }

  Warehouse house_;
  CustomFields custom_;
  std::vector<filter::FieldPtr> fields_;
  std::optional<filter::RandomFilters> random_;
  std::map<std::string, Article> articles_;
  std::map<std::string, ResourceName> names_;
  std::map<std::string, int> plans_;
};

TEST_F(ListEquivalenceTest, ListsFindWhatTheFilterSaysOfTheMessages) {
  constexpr const char* kOrders[] = {"",
                                     "title",
                                     "stock desc",
                                     "rating",
                                     "rating desc",
                                     "weight",
                                     "weight desc",
                                     "first_sale",
                                     "first_sale desc",
                                     "listed_time",
                                     "listed_time desc",
                                     "name",
                                     "name desc"};
  int found_some = 0;
  // What a list path serves.
  constexpr const char* kOfPaths[][2] = {
      {"fragile = true", "first_sale"},
      {"fragile = false first_sale > \"2023-11-13\"", "first_sale desc"},
      {"stock >= -1 stock < 2", "stock desc"},
      {"weight < 0.5", "weight"},
      {"listed_time > \"2023-11-14T00:00:00Z\"", "listed_time"}};
  for (int i = 0; i < kFilters; ++i) {
    std::string filter = RandomFilter(i);
    std::string order_by = i % 10 == 0 ? "name" : kOrders[random_->Below(std::size(kOrders))];
    if (i % 10 == 1) {
      filter = kOfPaths[i / 10 % std::size(kOfPaths)][0];
      order_by = kOfPaths[i / 10 % std::size(kOfPaths)][1];
    }
    for (const std::string& text : {filter, absl::StrCat("NOT (", filter, ")")}) {
      SCOPED_TRACE(absl::StrCat(text, " ORDER BY ", order_by));
      auto spec = MakeListSpec(house_.type(), custom_, text, order_by);
      ASSERT_THAT(spec, IsOk());
      spec->moment = filter::RandomFilters::TestMoment();
      spec->show_deleted = random_->Below(3) == 0;
      Count(ChoosePlan(house_.type(), *spec));
      const std::vector<std::string> listed = house_.List(*spec, 1 + random_->Below(40));
      const std::set<std::string> wanted = InMemory(spec->filter, spec->show_deleted);
      ASSERT_EQ(std::set<std::string>(listed.begin(), listed.end()), wanted);
      ASSERT_EQ(listed.size(), wanted.size());
      for (size_t at = 1; at < listed.size(); ++at) {
        const int order = Order(spec->sort, listed[at - 1], listed[at]);
        ASSERT_TRUE(spec->descending ? order > 0 : order < 0) << listed[at];
      }
      found_some += !wanted.empty() && wanted.size() < kArticles * 2 / 3;
    }
  }
  // The filters were not all trivial, and lists went all ways.
  EXPECT_GT(found_some, kFilters / 2);
  for (const char* plan : {"set path", "path", "set", "filter index", "scan"}) {
    EXPECT_GT(plans_[plan], 10) << plan;
  }
}

}  // namespace
}  // namespace guanxi::resource
