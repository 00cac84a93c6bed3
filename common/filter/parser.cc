#include "common/filter/parser.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/base/status_macros.h"
#include "common/filter/lexer.h"
#include "common/text/utf8.h"

namespace guanxi::filter {
namespace {

using Kind = Expression::Kind;

constexpr char kChanged[] = "changed";

// Recursive descent, one method per rule, one token ahead. The recursion is as
// deep as the parentheses are, which are bounded.
class Parser {
 public:
  explicit Parser(absl::string_view filter) : lexer_(filter) {}

  // A field's path alone.
  absl::StatusOr<std::vector<std::string>> ParsePath() {
    GUANXI_RETURN_IF_ERROR(Advance());
    GUANXI_ASSIGN_OR_RETURN(std::vector<std::string> path, ParseMember());
    if (token_.kind != Token::Kind::kEnd) return Expected("the end of the field's path");
    return path;
  }

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
      return ParseChanged(std::move(restriction));
    }
    if (token_.kind != Token::Kind::kComparator) {
      GUANXI_RETURN_IF_ERROR(CheckKeywordCase(restriction));
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

  // `changed("grade")`, from "(" on, the one function that is a condition by itself: the field
  // `changed.grade` is true.
  absl::StatusOr<Expression> ParseChanged(Restriction restriction) {
    if (restriction.path != std::vector<std::string>{kChanged}) {
      return FilterError(restriction.position,
                         "a function stands on the right side of a comparison");
    }
    GUANXI_ASSIGN_OR_RETURN(token_, lexer_.NextValue());
    if (token_.kind != Token::Kind::kString || token_.text.empty() || !token_.stars.empty()) {
      return Expected("the path of a field in quotes");
    }
    if (++terms_ > kMaxFilterTerms) {
      return FilterError(token_.position,
                         absl::StrCat("at most ", kMaxFilterTerms, " comparisons"));
    }
    for (const absl::string_view step : absl::StrSplit(token_.text, '.')) {
      restriction.path.emplace_back(step);
    }
    restriction.argument.text = "true";
    restriction.argument.position = token_.position;
    GUANXI_RETURN_IF_ERROR(Advance());
    if (token_.kind != Token::Kind::kRight) return Expected("\")\" after the field's path");
    GUANXI_RETURN_IF_ERROR(Advance());
    Expression expression;
    expression.kind = Kind::kRestriction;
    expression.restriction = std::move(restriction);
    return expression;
  }

  // `and` in small letters reads as a field.
  static absl::Status CheckKeywordCase(const Restriction& restriction) {
    for (const absl::string_view keyword : {"AND", "OR", "NOT"}) {
      if (restriction.path.size() == 1 && absl::EqualsIgnoreCase(restriction.path[0], keyword)) {
        return FilterError(restriction.position,
                           absl::StrCat("write ", keyword, " in capital letters"));
      }
    }
    return absl::OkStatus();
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
    Argument& argument = expression.restriction.argument;
    argument.text = std::move(token_.text);
    argument.stars = std::move(token_.stars);
    argument.position = token_.position;
    argument.quoted = token_.kind == Token::Kind::kString;
    GUANXI_RETURN_IF_ERROR(Advance());
    if (argument.quoted || !argument.stars.empty()) return expression;
    argument.path = absl::StrSplit(argument.text, '.');
    if (token_.kind == Token::Kind::kLeft && !token_.space_before) {
      GUANXI_RETURN_IF_ERROR(ParseCall(&argument));
    } else if (argument.path.back().empty() && token_.kind == Token::Kind::kString &&
               !token_.space_before && token_.stars.empty()) {
      argument.path.back() = std::move(token_.text);  // custom."a.b"
      GUANXI_RETURN_IF_ERROR(Advance());
    }
    return expression;
  }

  // From "(" behind a function's name to ")".
  absl::Status ParseCall(Argument* argument) {
    argument->is_call = true;
    GUANXI_ASSIGN_OR_RETURN(token_, lexer_.NextValue());
    argument->parameter_position = token_.position;
    if (token_.kind == Token::Kind::kText || token_.kind == Token::Kind::kString) {
      argument->parameter = std::move(token_.text);
      GUANXI_ASSIGN_OR_RETURN(token_, lexer_.NextValue());
    }
    if (token_.kind != Token::Kind::kRight) {
      return Expected("\")\" after at most one value of the function");
    }
    return Advance();
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

absl::Status CheckText(absl::string_view text) {
  if (text.size() > kMaxFilterBytes) {
    return FilterError(kMaxFilterBytes, absl::StrCat("at most ", kMaxFilterBytes, " bytes"));
  }
  if (const absl::Status status = text::ValidateUtf8(text); !status.ok()) {
    return FilterError(0, status.message());
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Expression> Parse(absl::string_view filter) {
  GUANXI_RETURN_IF_ERROR(CheckText(filter));
  return Parser(filter).ParseFilter();
}

absl::StatusOr<std::vector<std::string>> ParsePath(absl::string_view path) {
  GUANXI_RETURN_IF_ERROR(CheckText(path));
  return Parser(path).ParsePath();
}

}  // namespace guanxi::filter
