// Lists by filters hold what the same filter holds in memory; orders go both ways.
#include <algorithm>
#include <map>
#include <random>
#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/filter/literal.h"
#include "common/resource/contract/checks.h"
#include "common/resource/contract/evaluate.h"
#include "google/protobuf/struct.pb.h"
#include "guanxi/metadata/v1/field_definition.pb.h"

namespace guanxi::contract {
namespace {

using metadata::v1::FieldDefinition;

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;
constexpr int kRows = 30;
constexpr size_t kValues = 3;    // of each field
constexpr size_t kRefused = 20;  // filters that make no sense
constexpr size_t kPairs = 20;    // of fields that are compared with each other
constexpr int kCombined = 30;
constexpr const char* kOperators[] = {"=", "!=", "<", "<=", ">", ">=", ":"};

// Rows with all kinds of values, and without; some deleted. They are made on several days, wherever
// those begin.
void AddRows(Subject& subject, Findings& findings) {
  for (int i = 0; i < kRows; ++i) {
    subject.world().grounds().clock->Advance(i % 10 == 9  ? absl::Hours(9)
                                             : i % 2 == 0 ? absl::Milliseconds(5)
                                                          : absl::ZeroDuration());
    Form form;
    form.sample = i % subject.kind().samples.size();
    form.side = i % 4 < 2 ? Side::kFirst : Side::kSecond;
    form.sparse = i % 5;
    const auto row = subject.Add(form);
    if (!findings.Ok(row.status(), "Create")) return;
    if (i % 5 == 4 && subject.Can("Delete")) {
      findings.Ok(subject.Delete(row->name()).status(), "Delete");
    }
  }
}

// Functions that the field may be compared with, on both sides of what records have.
std::vector<std::string> CallsFor(filter::Kind kind) {
  if (kind != filter::Kind::kTimestamp && kind != filter::Kind::kDate) return {};
  return {"today()", "ago(\"4mo\")", "from_now(\"1d\")", "workdays_ago(1)"};
}

// Where a character of UTF-8 begins, at `at` or behind it.
size_t Boundary(const std::string& text, size_t at) {
  while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) ++at;
  return std::min(at, text.size());
}

class FilterCheck {
 public:
  FilterCheck(Subject* subject, Findings* findings)
      : subject_(*subject),
        findings_(*findings),
        has_deleted_(subject->Request("List").Has("show_deleted")) {
    ListArgs all;
    all.parent = subject_.AnyParent();
    all.show_deleted = has_deleted_;
    auto rows = subject_.List(all);
    if (findings_.Ok(rows.status(), "List of all")) rows_ = *std::move(rows);
  }

  void RunFields(const std::vector<std::string>& paths) {
    if (!findings_.Expect(!rows_.empty(), "there is no row")) return;
    for (const std::string& path : paths) RunField(path);
    const size_t enough = accepted_.size() + kPairs;
    for (const std::string& left : paths) {
      for (const std::string& right : paths) {
        if (left < right && accepted_.size() < enough) Run(absl::StrCat(left, " <= ", right));
      }
    }
    RunCombined();
  }

 private:
  // Every operator with values that the rows have, and with parts of texts.
  void RunField(const std::string& path) {
    const auto field = FieldInMemory::Find(subject_, path);
    if (!findings_.Ok(field.status(), "the filter field " + path)) return;
    Run(path + ":*");
    Run(absl::StrCat("NOT ", path, ":*"));
    std::vector<std::string> rights = field->Texts(rows_, kValues);
    if (field->field().kind == filter::Kind::kString) {
      rights.push_back("\"\"");
      rights.push_back("\"no such text\"");
      for (const Dynamic& row : {rows_.front(), rows_.back()}) {
        for (const filter::Literal& literal : field->Of(row)) {
          const std::string& text = std::get<std::string>(literal);
          rights.push_back(filter::QuoteString(text.substr(0, Boundary(text, 3)) + "*"));
          rights.push_back(filter::QuoteString("*" + text.substr(Boundary(text, text.size() / 2))));
        }
      }
    }
    for (const std::string& call : CallsFor(field->field().kind)) rights.push_back(call);
    const size_t before = accepted_.size();
    for (const std::string& right : rights) {
      for (const char* op : kOperators) Run(absl::StrCat(path, " ", op, " ", right));
    }
    findings_.Expect(rights.empty() || accepted_.size() > before,
                     absl::StrCat("no value of ", path, " can be filtered by"));
  }

  void RunCombined() {
    std::minstd_rand random(7);
    const std::vector<std::string> base = accepted_;
    if (base.empty()) return;
    const auto any = [&] { return base[random() % base.size()]; };
    for (int i = 0; i < kCombined; ++i) {
      Run(absl::StrCat("(", any(), ") AND NOT (", any(), ")"));
      Run(absl::StrCat("(", any(), ") OR (", any(), ")"));
    }
  }

  void Run(const std::string& text) {
    const auto in_memory = FilterInMemory::Compile(subject_, text);
    if (!in_memory.ok()) {
      if (refused_++ >= kRefused) return;
      ListArgs args;
      args.filter = text;
      findings_.Refused(subject_.List(args).status(), kInvalid, "INVALID_FILTER",
                        "List of " + text);
      return;
    }
    accepted_.push_back(text);
    for (const bool show_deleted : {false, true}) {
      if (show_deleted && !has_deleted_) continue;
      ListArgs args;
      args.parent = accepted_.size() % 2 == 0 ? subject_.AnyParent() : subject_.parent();
      args.filter = text;
      args.show_deleted = show_deleted;
      const auto listed = subject_.List(args);
      if (!findings_.Ok(listed.status(), "List of " + text)) continue;
      const std::string prefix = args.parent == subject_.AnyParent() ? "" : args.parent;
      std::set<std::string> wanted, got;
      for (const Dynamic& row : rows_) {
        if ((show_deleted || !row.IsSet("delete_time")) && in_memory->Holds(row) &&
            absl::StartsWith(row.name(), prefix)) {
          wanted.insert(row.name());
        }
      }
      for (const Dynamic& row : *listed) got.insert(row.name());
      findings_.Expect(got == wanted && listed->size() == got.size(),
                       absl::StrCat("List of ", text, show_deleted ? " with deleted" : "", " has ",
                                    listed->size(), " rows, in memory it has ", wanted.size()));
    }
  }

  Subject& subject_;
  Findings& findings_;
  const bool has_deleted_;
  std::vector<Dynamic> rows_;
  std::vector<std::string> accepted_;
  size_t refused_ = 0;
};

// A value of a custom field of the type.
google::protobuf::Value CustomValue(FieldDefinition::ValueType type, int i) {
  google::protobuf::Value value;
  switch (type) {
    case FieldDefinition::NUMBER:
      value.set_number_value(i % 3 + 0.5);
      break;
    case FieldDefinition::BOOL:
      value.set_bool_value(i % 2 == 0);
      break;
    case FieldDefinition::DATE:
      value.set_string_value(absl::StrCat("2026-0", i % 3 + 1, "-11"));
      break;
    case FieldDefinition::TIMESTAMP:
      value.set_string_value(absl::StrCat("2026-0", i % 3 + 1, "-11T08:00:00Z"));
      break;
    default:
      value.set_string_value(i % 2 == 0 ? "甲" : "乙");
  }
  return value;
}

// A filterable custom field of each type, by key.
std::map<std::string, FieldDefinition::ValueType> DefineFields(Subject& subject, Subject& fields,
                                                               Findings& findings) {
  std::map<std::string, FieldDefinition::ValueType> defined;
  const auto* types = FieldDefinition::ValueType_descriptor();
  for (int i = 0; i < types->value_count(); ++i) {
    if (types->value(i)->number() == 0) continue;
    FieldDefinition definition;
    definition.set_resource_type(subject.type().full_type());
    definition.set_key(absl::StrCat("field_", i));
    definition.set_display_name(types->value(i)->name());
    definition.set_value_type(static_cast<FieldDefinition::ValueType>(types->value(i)->number()));
    definition.set_filterable(true);
    if (definition.value_type() == FieldDefinition::CHOICE) {
      definition.add_options("甲");
      definition.add_options("乙");
    }
    if (findings.Ok(fields.Put(Dynamic(definition)).status(), "Create of a custom field")) {
      defined[definition.key()] = definition.value_type();
    }
  }
  return defined;
}

void SetCustom(const Subject& subject, const std::string& key, const google::protobuf::Value& value,
               Dynamic* message) {
  const auto* const field = subject.type().custom_field();
  auto* const entry = (**message).GetReflection()->AddMessage(message->get(), field);
  SetString(field->message_type()->map_key(), -1, key, entry);
  entry->GetReflection()
      ->MutableMessage(entry, field->message_type()->map_value())
      ->CopyFrom(value);
}

}  // namespace

void CheckFilters(Subject& subject, Findings& findings) {
  AddRows(subject, findings);
  std::vector<std::string> paths = FilterPaths(subject);
  if (subject.type().external_ids_field() != nullptr) paths.push_back("external_ids.erp");
  FilterCheck(&subject, &findings).RunFields(paths);
  for (const char* bad : {"no_such_field = 1", "create_time = \"x\"", "(", "create_time ="}) {
    ListArgs args;
    args.filter = bad;
    findings.Refused(subject.List(args).status(), kInvalid, "INVALID_FILTER",
                     absl::StrCat("List of ", bad));
  }
}

void CheckCustomFilters(Subject& subject, Findings& findings) {
  const Kind* const definition =
      subject.world().OfMessage(FieldDefinition::descriptor()->full_name());
  if (definition == nullptr || !definition->Can("Create") || !subject.Can("Create")) return;
  Subject fields = subject.Of(definition);
  const auto defined = DefineFields(subject, fields, findings);
  for (int i = 0; i < kRows; ++i) {
    Form form;
    form.bare = true;
    Dynamic message = subject.Make(form);
    for (const auto& [key, type] : defined) {
      if ((i + type) % 4 != 0) SetCustom(subject, key, CustomValue(type, i), &message);
    }
    const auto row = subject.Put(message);
    if (!findings.Ok(row.status(), "Create with custom values")) return;
    if (i % 5 == 4 && subject.Can("Delete")) {
      findings.Ok(subject.Delete(row->name()).status(), "Delete");
    }
  }
  std::vector<std::string> paths;
  for (const auto& [key, type] : defined) paths.push_back("custom." + key);
  FilterCheck(&subject, &findings).RunFields(paths);
}

void CheckOrder(Subject& subject, Findings& findings) {
  AddRows(subject, findings);
  for (const std::string& path : subject.type().filter_schema().SortablePaths()) {
    for (const bool descending : {false, true}) {
      ListArgs args;
      args.order_by = absl::StrCat(path, descending ? " desc" : "");
      args.page_size = 4;
      const auto listed = subject.List(args);
      if (!findings.Ok(listed.status(), "List by " + args.order_by)) continue;
      const OrderInMemory order(subject, path, descending);
      for (size_t i = 1; i < listed->size(); ++i) {
        findings.Expect(order.MayPrecede((*listed)[i - 1], (*listed)[i]),
                        absl::StrCat("List by ", args.order_by, " has ", (*listed)[i].ToString(),
                                     " behind ", (*listed)[i - 1].ToString()));
      }
    }
  }
  for (const char* bad : {"no_such_field", "create_time up", "create_time, create_time"}) {
    ListArgs args;
    args.order_by = bad;
    findings.Refused(subject.List(args).status(), kInvalid, "INVALID_ORDER_BY",
                     absl::StrCat("List by ", bad));
  }
}

}  // namespace guanxi::contract
