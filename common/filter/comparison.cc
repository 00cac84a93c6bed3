#include "common/filter/comparison.h"

#include <optional>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "common/base/status_macros.h"
#include "common/filter/literal.h"
#include "common/filter/logic.h"
#include "common/filter/value.h"

namespace guanxi::filter {
namespace {

using Op = Predicate::Op;

bool IsOrdering(Comparator comparator) {
  return comparator == Comparator::kLess || comparator == Comparator::kLessOrEqual ||
         comparator == Comparator::kGreater || comparator == Comparator::kGreaterOrEqual;
}

bool IsOrdered(Kind kind) {
  return kind != Kind::kName && kind != Kind::kEnum && kind != Kind::kBool;
}

Op OpOf(Comparator comparator) {
  switch (comparator) {
    case Comparator::kLess:
      return Op::kLess;
    case Comparator::kLessOrEqual:
      return Op::kLessOrEqual;
    case Comparator::kGreater:
      return Op::kGreater;
    case Comparator::kGreaterOrEqual:
      return Op::kGreaterOrEqual;
    case Comparator::kEqual:
    case Comparator::kNotEqual:
    case Comparator::kHas:
      break;
  }
  return Op::kEqual;
}

absl::string_view SymbolOf(Op op, const Field& field) {
  switch (op) {
    case Op::kLess:
      return " < ";
    case Op::kLessOrEqual:
      return " <= ";
    case Op::kGreater:
      return " > ";
    case Op::kGreaterOrEqual:
      return " >= ";
    default:
      return field.repeated ? ":" : " = ";
  }
}

// The comparison whose right side reads `right` in canonical form.
Predicate Make(FieldPtr field, Op op, Predicate::Operand operand, absl::string_view right) {
  Predicate comparison;
  comparison.op = op;
  comparison.canonical = absl::StrCat(field->path, SymbolOf(op, *field), right);
  comparison.field = std::move(field);
  comparison.operand = std::move(operand);
  return comparison;
}

// Whether the value means absence: see predicate.h.
bool IsMissing(const Field& field, const Literal& value) {
  if (field.kind == Kind::kString) return Compare(value, std::string()) == 0;
  return field.kind == Kind::kEnum && std::get<int64_t>(value) == 0;
}

std::string StoredForm(const Field& field, const std::string& text) {
  return field.stored_form == nullptr ? text : field.stored_form(text);
}

bool IsBlank(absl::string_view text, bool at_start) {
  constexpr absl::string_view kWideBlank = "\u3000";
  if (text.empty()) return false;
  return at_start ? absl::ascii_isspace(text.front()) || absl::StartsWith(text, kWideBlank)
                  : absl::ascii_isspace(text.back()) || absl::EndsWith(text, kWideBlank);
}

// A part of a value: at an end that is open a blank is one in the value's middle.
std::string StoredPart(const Field& field, const std::string& part, bool open_start,
                       bool open_end) {
  std::string form = StoredForm(field, part);
  if (form.empty()) return part;
  if (open_start && IsBlank(part, true) && !IsBlank(form, true)) form.insert(0, 1, ' ');
  if (open_end && IsBlank(part, false) && !IsBlank(form, false)) form.push_back(' ');
  return form;
}

Predicate MakePattern(FieldPtr field, Op op, std::string part) {
  std::string quoted = QuoteString(part);
  if (op != Op::kStartsWith) quoted.insert(1, "*");
  if (op != Op::kEndsWith) quoted.insert(quoted.size() - 1, "*");
  Predicate pattern = Make(std::move(field), op, Literal(part), quoted);
  pattern.text = std::move(part);
  return pattern;
}

// `"a*"`, `"*a"`, `"*a*"`, `"*"`; the argument has at least one star.
absl::StatusOr<Predicate> CheckPattern(FieldPtr field, const Argument& argument) {
  const std::string& text = argument.text;
  const bool leading = argument.stars.front() == 0;
  const bool trailing = argument.stars.back() + 1 == text.size();
  if (text.size() == 1) return Present(std::move(field));
  if (argument.stars.size() != static_cast<size_t>(leading) + static_cast<size_t>(trailing)) {
    return absl::InvalidArgumentError(
        "\"*\" may stand only at the start and at the end of a value; write \\* for a star");
  }
  std::string middle = text.substr(leading, text.size() - leading - trailing);
  if (middle.empty()) return Present(std::move(field));
  middle = StoredPart(*field, middle, leading, trailing);
  const Op op = !trailing ? Op::kEndsWith : leading ? Op::kContains : Op::kStartsWith;
  return MakePattern(std::move(field), op, std::move(middle));
}

// `display_name:"x"`: a part of the text.
absl::StatusOr<Predicate> CheckPart(FieldPtr field, const Argument& argument) {
  if (argument.text.empty()) {
    return absl::InvalidArgumentError(absl::StrCat("expected a part of the text; write ",
                                                   field->path, ":* for records with one, NOT ",
                                                   field->path, ":* for records without"));
  }
  std::string part = StoredPart(*field, argument.text, true, true);
  return MakePattern(std::move(field), Op::kContains, std::move(part));
}

// A bare word that other languages have for absence would be taken for text, and find nothing.
absl::Status CheckNotNull(const Field& field, const Restriction& restriction) {
  const Argument& argument = restriction.argument;
  const bool is_null = !argument.quoted && (absl::EqualsIgnoreCase(argument.text, "null") ||
                                            absl::EqualsIgnoreCase(argument.text, "undefined") ||
                                            absl::EqualsIgnoreCase(argument.text, "nil"));
  if (!is_null) return absl::OkStatus();
  const bool negated = restriction.comparator == Comparator::kNotEqual;
  return absl::InvalidArgumentError(
      absl::StrCat("null is no value: write ", negated ? "" : "NOT ", field.path, ":* for records ",
                   negated ? "with" : "without", " one, or put the word in quotes if it is text"));
}

// The day that a time is compared with; nothing if the text is no date.
std::optional<absl::CivilDay> FindDate(const Field& field, absl::string_view text) {
  if (field.kind != Kind::kTimestamp) return std::nullopt;
  const absl::StatusOr<absl::CivilDay> day = ParseDay(text);
  if (!day.ok()) return std::nullopt;
  return *day;
}

}  // namespace

absl::Status CheckComparator(const Field& field, Comparator comparator) {
  if (field.repeated && comparator != Comparator::kHas) {
    return absl::InvalidArgumentError(
        absl::StrCat("\"", field.path, "\" is repeated: expected \":\""));
  }
  if (IsOrdering(comparator) && !IsOrdered(field.kind)) {
    return absl::InvalidArgumentError(
        absl::StrCat("\"", field.path, "\" has no order: expected =, != or :"));
  }
  return absl::OkStatus();
}

absl::StatusOr<Predicate> CompareWithValue(FieldPtr field, const Restriction& restriction) {
  const Argument& argument = restriction.argument;
  GUANXI_RETURN_IF_ERROR(CheckNotNull(*field, restriction));
  const bool has = restriction.comparator == Comparator::kHas;
  if (!argument.stars.empty() && !IsOrdering(restriction.comparator)) {
    if (field->kind == Kind::kString) return CheckPattern(std::move(field), argument);
    if (has && argument.text == "*") return Present(std::move(field));
  }
  if (has && field->kind == Kind::kString && !field->repeated) {
    return CheckPart(std::move(field), argument);
  }
  if (const auto day = FindDate(*field, argument.text); day.has_value()) {
    Call date;
    date.function = Call::Function::kDate;
    date.date = *day;
    GUANXI_ASSIGN_OR_RETURN(Predicate comparison,
                            CompareWithCall(std::move(field), restriction.comparator, date));
    comparison.text = argument.text;
    return comparison;
  }
  GUANXI_ASSIGN_OR_RETURN(Value value, ParseValue(*field, StoredForm(*field, argument.text)));
  const Op op = OpOf(restriction.comparator);
  if (op == Op::kEqual && IsMissing(*field, value.literal)) return Not(Present(std::move(field)));
  const std::string canonical = value.Canonical(field->kind);
  Predicate comparison = Make(std::move(field), op, std::move(value.literal), canonical);
  comparison.text = std::move(value.text);
  return comparison;
}

absl::StatusOr<Predicate> CompareWithField(FieldPtr field, Comparator comparator, FieldPtr other) {
  if (other->repeated) {
    return absl::InvalidArgumentError(
        absl::StrCat("\"", other->path, "\" is repeated: it stands on the left, before \":\""));
  }
  const bool fits =
      AreComparable(field->kind, other->kind) && field->enum_values == other->enum_values;
  if (!fits) {
    return absl::InvalidArgumentError(absl::StrCat(
        "\"", field->path, "\" is ", Describe(field->kind), " and the field \"", other->path,
        "\" is ", other->kind == field->kind ? "of another list" : Describe(other->kind),
        field->kind == Kind::kString ? "; put the word in quotes if it is text" : ""));
  }
  if (comparator == Comparator::kHas && field->kind == Kind::kString && !field->repeated) {
    return absl::InvalidArgumentError(
        "parts of a text are found by a value: write = for a field, or put the word in quotes");
  }
  const std::string path = other->path;
  return Make(std::move(field), OpOf(comparator), std::move(other), path);
}

absl::StatusOr<Predicate> CompareWithCall(FieldPtr field, Comparator comparator, const Call& call) {
  GUANXI_RETURN_IF_ERROR(CheckKind(call, field->kind));
  if (field->kind == Kind::kTimestamp && !IsOrdering(comparator)) {
    return absl::InvalidArgumentError(
        call.function == Call::Function::kDate
            ? "beside a time a date is the start of its day, which no time meets: write >= it and "
              "< the next one for the whole day"
            : "a function gives one microsecond, which no time meets: write < <= > or >=");
  }
  return Make(std::move(field), OpOf(comparator), call, WriteCall(call));
}

}  // namespace guanxi::filter
