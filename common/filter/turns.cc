#include "common/filter/turns.h"

#include <algorithm>
#include <cstdint>
#include <variant>

#include "absl/time/civil_time.h"

namespace guanxi::filter {
namespace {

// Further than any length of time, and than kMaxWorkdays working days with their weekends and
// holidays, is from now.
constexpr absl::Duration kReach = absl::Hours(24 * 366 * (kMaxYears + 30));

absl::Time TimeOf(const Literal& value, const absl::TimeZone& zone) {
  const auto* const day = std::get_if<absl::CivilDay>(&value);
  return day != nullptr ? absl::FromCivil(*day, zone) : std::get<absl::Time>(value);
}

// What the comparison says, as a number that grows with time; nothing if the call has no value.
std::optional<int> Stage(Predicate::Op op, const Call& call, Kind kind, const Literal& value,
                         Moment moment, int64_t at) {
  moment.now = absl::FromUnixMicros(at);
  const std::optional<Literal> said = Evaluate(call, kind, moment);
  if (!said.has_value()) return std::nullopt;
  const std::optional<int> order = Compare(*said, value);
  if (!order.has_value()) return std::nullopt;
  switch (op) {
    case Predicate::Op::kLess:
    case Predicate::Op::kGreaterOrEqual:
      return *order > 0;
    case Predicate::Op::kLessOrEqual:
    case Predicate::Op::kGreater:
      return *order >= 0;
    default:
      return (*order >= 0) + (*order > 0);
  }
}

}  // namespace

std::optional<absl::Time> NextTurn(Predicate::Op op, const Call& call, Kind kind,
                                   const Literal& value, const Moment& moment) {
  if (call.function == Call::Function::kDate) return std::nullopt;
  int64_t same = absl::ToUnixMicros(moment.now);
  const std::optional<int> now = Stage(op, call, kind, value, moment, same);
  int64_t other = absl::ToUnixMicros(std::max(moment.now, TimeOf(value, moment.zone)) + kReach);
  const std::optional<int> then = Stage(op, call, kind, value, moment, other);
  if (!now.has_value() || !then.has_value() || *then <= *now) return std::nullopt;
  while (other - same > 1) {
    const int64_t middle = same + (other - same) / 2;
    const std::optional<int> stage = Stage(op, call, kind, value, moment, middle);
    if (!stage.has_value()) return std::nullopt;
    (*stage > *now ? other : same) = middle;
  }
  // A day that the call passes over is never met: a Sunday, of working days, a 31st, of months.
  const std::optional<int> met = Stage(op, call, kind, value, moment, other);
  if (!met.has_value() || *met > *now + 1) return std::nullopt;
  return absl::FromUnixMicros(other);
}

Turns::Turns(const Predicate& predicate) { Collect(predicate); }

void Turns::Collect(const Predicate& predicate) {
  for (const Predicate& operand : predicate.operands) Collect(operand);
  if (!predicate.IsComparison() || predicate.op == Predicate::Op::kPresent) return;
  const auto* const call = std::get_if<Call>(&predicate.operand);
  if (call == nullptr || call->function == Call::Function::kDate) return;
  const auto found = std::find_if(fields_.begin(), fields_.end(), [&](const FieldPtr& other) {
    return other->path == predicate.field->path;
  });
  calls_.push_back({static_cast<size_t>(found - fields_.begin()), predicate.op, *call});
  if (found == fields_.end()) fields_.push_back(predicate.field);
}

std::optional<absl::Time> Turns::Next(ReadSlot read, const Moment& moment) const {
  std::optional<absl::Time> first;
  for (const SlotCall& each : calls_) {
    Values values;
    read(each.slot, &values);
    for (const Literal& value : values) {
      const std::optional<absl::Time> turn =
          NextTurn(each.op, each.call, fields_[each.slot]->kind, value, moment);
      if (turn.has_value() && (!first.has_value() || *turn < *first)) first = turn;
    }
  }
  return first;
}

}  // namespace guanxi::filter
