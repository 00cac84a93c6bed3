// Evaluates a checked filter over records in memory.
#ifndef GUANXI_COMMON_FILTER_MATCHER_H_
#define GUANXI_COMMON_FILTER_MATCHER_H_

#include <cstddef>
#include <memory>
#include <optional>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "absl/functional/function_ref.h"
#include "common/filter/literal.h"
#include "common/filter/moment.h"
#include "common/filter/predicate.h"
#include "common/filter/schema.h"
#include "common/filter/truth.h"

namespace guanxi::filter {

// The values of one field in a record, of the type in Kind's table: none if it lacks the field,
// several only for a set.
using Values = absl::InlinedVector<Literal, 1>;

// Adds the values of `fields()[slot]` in the record at hand to `*values`.
using ReadSlot = absl::FunctionRef<void(size_t slot, Values* values)>;

// A comparison and what it compared; or AND, OR, NOT and what they joined.
struct Explanation {
  Predicate::Op op = Predicate::Op::kAnd;
  Truth result = Truth::kUnknown;
  std::vector<Explanation> operands;
  // Of a comparison. Fields stand apart from their values, so that the caller can mask those that a
  // reader may not see; values are as TextOf writes them.
  FieldPtr field;
  std::vector<std::string> values;
  // The right side: a field, or null for a constant or a function, and its value, if it has one.
  FieldPtr right_field;
  std::optional<std::string> right_value;
};

// A filter, compiled for evaluation: no look-up by name is left. Immutable, thus thread-safe.
class Matcher {
 public:
  explicit Matcher(const Predicate& predicate);

  // The fields that the filter names, each once: a slot is an index into them.
  const std::vector<FieldPtr>& fields() const { return fields_; }

  // True exactly where the SQL of ToSql at the same moment would find the record. Reads only what
  // it needs to.
  Truth Evaluate(ReadSlot read, const Moment& moment) const;

  // The same with all that led to it: every comparison is evaluated.
  Explanation Explain(ReadSlot read, const Moment& moment) const;

 private:
  struct Node {
    Predicate::Op op;
    std::vector<Node> operands;
    // Of a comparison: the slot of its field and, if the right side is a field, of that.
    size_t left = 0;
    std::optional<size_t> right;
    std::optional<Literal> value;
    std::optional<Call> call;
  };

  Node Compile(const Predicate& predicate);
  size_t SlotOf(const FieldPtr& field);
  Truth EvaluateNode(const Node& node, ReadSlot read, const Moment& moment) const;
  Truth EvaluateComparison(const Node& node, ReadSlot read, const Moment& moment) const;
  Explanation ExplainNode(const Node& node, ReadSlot read, const Moment& moment) const;
  // The values of a field that are not missing.
  Values Read(size_t slot, ReadSlot read) const;
  // The value of the right side; nothing if it is missing, or there is none.
  std::optional<Literal> RightOf(const Node& node, ReadSlot read, const Moment& moment) const;
  Truth Compare(const Node& node, const Values& left, const Literal* right) const;

  std::vector<FieldPtr> fields_;
  Node root_;
};

}  // namespace guanxi::filter

#endif  // GUANXI_COMMON_FILTER_MATCHER_H_
