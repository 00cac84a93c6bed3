#include "common/filter/parser.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/filter/lexer.h"
#include "common/text/utf8.h"

namespace guanxi::filter {
namespace {

using Kind = Expression::Kind;

Expression Combine(Kind kind, std::vector<Expression> operands) {
  if (operands.size() == 1 && kind != Kind::kNot) return std::move(operands[0]);
  Expression expression;
  expression.kind = kind;
  expression.operands = std::move(operands);
  return expression;
}

Expression Negate(Expression operand) {
  std::vector<Expression> operands;
  operands.push_back(std::move(operand));
  return Combine(Kind::kNot, std::move(operands));
}

// Recursive descent, one method per rule, one token ahead. The recursion is as
// deep as the parentheses are, which are bounded.
class Parser {
 public:
  explicit Parser(absl::string_view filter) : lexer_(filter) {}

  absl::StatusOr<Expression> ParseFilter() {
    GUANXI_RETURN_IF_ERROR(Advance());
    if (token_.kind == Token::Kind::kEnd) return Expression();
    GUANXI_ASSIGN_OR_RETURN(Expression expression, ParseExpression());
    if (token_.kind != Token::Kind::kEnd) return Expected("AND, OR or the end");
    return expression;
  }

 private:
  absl::StatusOr<Expression> ParseExpression() {
    std::vector<Expression> operands;
    while (true) {
      GUANXI_ASSIGN_OR_RETURN(Expression operand, ParseSequence());
      operands.push_back(std::move(operand));
      if (!token_.Is("AND")) return Combine(Kind::kAnd, std::move(operands));
      GUANXI_RETURN_IF_ERROR(Advance());
    }
  }

  absl::StatusOr<Expression> ParseSequence() {
    std::vector<Expression> operands;
    while (true) {
      GUANXI_ASSIGN_OR_RETURN(Expression operand, ParseFactor());
      operands.push_back(std::move(operand));
      const bool ends = token_.kind == Token::Kind::kEnd || token_.kind == Token::Kind::kRight;
      if (ends || token_.Is("AND")) return Combine(Kind::kAnd, std::move(operands));
      if (!token_.space_before) return Expected("a blank, AND, OR or the end");
    }
  }

  absl::StatusOr<Expression> ParseFactor() {
    std::vector<Expression> operands;
    while (true) {
      GUANXI_ASSIGN_OR_RETURN(Expression operand, ParseTerm());
      operands.push_back(std::move(operand));
      if (!token_.Is("OR")) return Combine(Kind::kOr, std::move(operands));
      GUANXI_RETURN_IF_ERROR(Advance());
    }
  }

  absl::StatusOr<Expression> ParseTerm() {
    if (!token_.Is("NOT") && token_.kind != Token::Kind::kMinus) return ParseSimple();
    GUANXI_RETURN_IF_ERROR(Advance());
    GUANXI_ASSIGN_OR_RETURN(Expression operand, ParseSimple());
    return Negate(std::move(operand));
  }

  absl::StatusOr<Expression> ParseSimple() {
    if (token_.kind == Token::Kind::kLeft) return ParseParentheses(subject_);
    if (subject_ != nullptr) return ParseValue(*subject_);
    return ParseRestriction();
  }

  // From "(" to ")". With a `subject` they hold values that it is compared with.
  absl::StatusOr<Expression> ParseParentheses(const Restriction* subject) {
    if (++depth_ > kMaxFilterDepth) {
      return FilterError(token_.position,
                         absl::StrCat("at most ", kMaxFilterDepth, " nested parentheses"));
    }
    const Restriction* const outer = std::exchange(subject_, subject);
    GUANXI_RETURN_IF_ERROR(Advance());
    GUANXI_ASSIGN_OR_RETURN(Expression expression, ParseExpression());
    if (token_.kind != Token::Kind::kRight) return Expected("\")\"");
    subject_ = outer;
    --depth_;
    GUANXI_RETURN_IF_ERROR(Advance());
    return expression;
  }

  absl::StatusOr<Expression> ParseRestriction() {
    Restriction restriction;
    restriction.position = token_.position;
    GUANXI_ASSIGN_OR_RETURN(restriction.path, ParseMember());
    if (token_.kind == Token::Kind::kLeft && !token_.space_before) {
      return FilterError(restriction.position, "functions are not supported");
    }
    if (token_.kind != Token::Kind::kComparator) {
      return Expected(
          "one of = != < <= > >= : after the field name (free text belongs to a search method)");
    }
    restriction.comparator = token_.comparator;
    GUANXI_ASSIGN_OR_RETURN(token_, lexer_.NextValue());
    if (token_.kind != Token::Kind::kLeft) return ParseValue(restriction);

    const bool negated = restriction.comparator == Comparator::kNotEqual;
    if (negated) restriction.comparator = Comparator::kEqual;
    GUANXI_ASSIGN_OR_RETURN(Expression values, ParseParentheses(&restriction));
    return negated ? Negate(std::move(values)) : std::move(values);
  }

  absl::StatusOr<std::vector<std::string>> ParseMember() {
    std::vector<std::string> path;
    while (true) {
      const bool is_name = token_.kind == Token::Kind::kText || token_.kind == Token::Kind::kString;
      // A keyword is a name only behind a dot.
      if (!is_name || (path.empty() && token_.IsKeyword())) return Expected("a field name");
      if (!token_.stars.empty()) {
        return FilterError(token_.position, "a field name cannot hold \"*\"");
      }
      path.push_back(std::move(token_.text));
      GUANXI_RETURN_IF_ERROR(Advance());
      if (token_.kind != Token::Kind::kDot) return path;
      GUANXI_RETURN_IF_ERROR(Advance());
    }
  }

  // A value, as the right-hand side of `restriction`.
  absl::StatusOr<Expression> ParseValue(const Restriction& restriction) {
    const bool is_value = token_.kind == Token::Kind::kText || token_.kind == Token::Kind::kString;
    if (!is_value || token_.IsKeyword()) return Expected("a value");
    if (++terms_ > kMaxFilterTerms) {
      return FilterError(token_.position,
                         absl::StrCat("at most ", kMaxFilterTerms, " comparisons"));
    }
    Expression expression;
    expression.kind = Kind::kRestriction;
    expression.restriction = restriction;
    expression.restriction.argument = {std::move(token_.text), std::move(token_.stars),
                                       token_.position, token_.kind == Token::Kind::kString};
    GUANXI_RETURN_IF_ERROR(Advance());
    return expression;
  }

  absl::Status Advance() {
    GUANXI_ASSIGN_OR_RETURN(token_, subject_ == nullptr ? lexer_.Next() : lexer_.NextValue());
    return absl::OkStatus();
  }

  absl::Status Expected(absl::string_view what) const {
    return FilterError(token_.position,
                       absl::StrCat("expected ", what, ", got ", token_.Describe()));
  }

  Lexer lexer_;
  Token token_;
  // Inside `field = (...)`: the comparison that each value completes.
  const Restriction* subject_ = nullptr;
  int depth_ = 0;
  int terms_ = 0;
};

}  // namespace

absl::StatusOr<Expression> Parse(absl::string_view filter) {
  if (filter.size() > kMaxFilterBytes) {
    return FilterError(kMaxFilterBytes, absl::StrCat("at most ", kMaxFilterBytes, " bytes"));
  }
  if (const absl::Status status = text::ValidateUtf8(filter); !status.ok()) {
    return FilterError(0, status.message());
  }
  return Parser(filter).ParseFilter();
}

}  // namespace guanxi::filter
