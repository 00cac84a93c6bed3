// The moves that a state may make: a table in the rules of a resource, for its custom methods.
//
//   constexpr StateMove<Order::State> kMoves[] = {{Order::OPEN, Order::PAID}, ...};
//   GUANXI_RETURN_IF_ERROR(CheckMove(kMoves, "ORDER", order.name(), order.state(), Order::PAID));
#ifndef GUANXI_COMMON_RESOURCE_STATE_MOVES_H_
#define GUANXI_COMMON_RESOURCE_STATE_MOVES_H_

#include <cstddef>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "common/errors/errors.h"
#include "google/protobuf/generated_enum_reflection.h"

namespace guanxi::resource {

// One allowed move. `State` is an enum of a proto message.
template <typename State>
struct StateMove {
  State from;
  State to;
};

template <typename State, size_t N>
constexpr bool MayMove(const StateMove<State> (&moves)[N], State from, State to) {
  for (const StateMove<State>& move : moves) {
    if (move.from == from && move.to == to) return true;
  }
  return false;
}

// Refuses any other move of the resource `name`, whose type is `code` ("OPPORTUNITY").
//   FAILED_PRECONDITION  <TYPE>_STATE  the metadata say `from` where `to` where it was to go
template <typename State, size_t N>
absl::Status CheckMove(const StateMove<State> (&moves)[N], absl::string_view code,
                       absl::string_view name, State from, State to) {
  if (MayMove(moves, from, to)) return absl::OkStatus();
  const auto text = [](State state) {
    const auto* value =
        google::protobuf::GetEnumDescriptor<State>()->FindValueByNumber(static_cast<int>(state));
    return value != nullptr ? value->name() : absl::StrCat(static_cast<int>(state));
  };
  return Error(absl::StatusCode::kFailedPrecondition, absl::StrCat(code, "_STATE"),
               absl::StrCat(name, " is ", text(from), ", from where nothing leads to ", text(to)),
               {{"from", text(from)}, {"to", text(to)}});
}

}  // namespace guanxi::resource

#endif  // GUANXI_COMMON_RESOURCE_STATE_MOVES_H_
