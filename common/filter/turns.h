// When a condition turns by itself, because time goes by: `last_follow_up_time < ago("15d")`.
#ifndef GUANXI_COMMON_FILTER_TURNS_H_
#define GUANXI_COMMON_FILTER_TURNS_H_

#include <cstddef>
#include <optional>
#include <vector>

#include "absl/time/time.h"
#include "common/filter/call.h"
#include "common/filter/literal.h"
#include "common/filter/matcher.h"
#include "common/filter/moment.h"
#include "common/filter/predicate.h"
#include "common/filter/schema.h"

namespace guanxi::filter {

// The first moment after `moment.now`, in whole microseconds, at which the comparison of `value`,
// of a field of `kind`, with the call is another than now; nothing if there is none. CheckKind must
// be OK, `op` is that of a comparison by order.
//
// What a call says grows with time, but for units of the calendar in the hour that clocks show
// twice: there it is a moment at which the comparison is another, though not always the first.
std::optional<absl::Time> NextTurn(Predicate::Op op, const Call& call, Kind kind,
                                   const Literal& value, const Moment& moment);

// Those comparisons of a filter that have a function in them. Immutable, thus thread-safe.
class Turns {
 public:
  explicit Turns(const Predicate& predicate);

  // The fields that are compared with functions, each once: a slot is an index into them.
  const std::vector<FieldPtr>& fields() const { return fields_; }
  // Whether nothing ever turns by itself.
  bool empty() const { return calls_.empty(); }

  // The first NextTurn of all values that the record has; nothing if there is none. What the
  // whole filter says may be the same as before then.
  std::optional<absl::Time> Next(ReadSlot read, const Moment& moment) const;

 private:
  struct SlotCall {
    size_t slot;
    Predicate::Op op;
    Call call;
  };

  void Collect(const Predicate& predicate);

  std::vector<FieldPtr> fields_;
  std::vector<SlotCall> calls_;
};

}  // namespace guanxi::filter

#endif  // GUANXI_COMMON_FILTER_TURNS_H_
