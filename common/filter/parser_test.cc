#include "common/filter/parser.h"

#include <string>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::filter {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr absl::string_view kSymbols[] = {"=", "!=", "<", "<=", ">", ">=", ":"};

// The tree in prefix form: (AND a=1 (NOT b=2)).
std::string Show(const Expression& e) {
  if (e.kind == Expression::Kind::kRestriction) {
    const Restriction& r = e.restriction;
    return absl::StrCat(absl::StrJoin(r.path, "."), kSymbols[static_cast<int>(r.comparator)],
                        r.argument.text);
  }
  const absl::string_view name = e.kind == Expression::Kind::kAnd  ? "AND"
                                 : e.kind == Expression::Kind::kOr ? "OR"
                                                                   : "NOT";
  std::string text = absl::StrCat("(", name);
  for (const Expression& operand : e.operands) absl::StrAppend(&text, " ", Show(operand));
  return absl::StrCat(text, ")");
}

std::string Tree(absl::string_view filter) {
  const auto expression = Parse(filter);
  return expression.ok() ? Show(*expression) : std::string(expression.status().message());
}

TEST(Parse, EmptyFilterIsAnAndOfNothing) {
  EXPECT_EQ(Tree(""), "(AND)");
  EXPECT_EQ(Tree(" \t\n"), "(AND)");
}

TEST(Parse, OrBindsTighterThanAnd) {
  EXPECT_EQ(Tree("a = 1 AND b = 2 OR c = 3"), "(AND a=1 (OR b=2 c=3))");
  EXPECT_EQ(Tree("a=1 OR b=2 AND c=3"), "(AND (OR a=1 b=2) c=3)");
  EXPECT_EQ(Tree("(a = 1 AND b = 2) OR c = 3"), "(OR (AND a=1 b=2) c=3)");
}

TEST(Parse, SequenceIsAnImplicitAnd) {
  EXPECT_EQ(Tree("a = 1 b = 2 OR c = 3"), "(AND a=1 (OR b=2 c=3))");
  EXPECT_EQ(Tree("a = 1 b = 2 AND c = 3"), "(AND (AND a=1 b=2) c=3)");
}

TEST(Parse, NegatesByWordAndByMinus) {
  EXPECT_EQ(Tree("NOT a = 1 -b:2"), "(AND (NOT a=1) (NOT b:2))");
  EXPECT_EQ(Tree("-(a = 1 OR NOT (b = 2))"), "(NOT (OR a=1 (NOT b=2)))");
}

TEST(Parse, ReadsEveryComparator) {
  EXPECT_EQ(Tree("a=1 a!=1 a<1 a<=1 a>1 a>=1 a:1"), "(AND a=1 a!=1 a<1 a<=1 a>1 a>=1 a:1)");
}

TEST(Parse, ReadsPathsWithQuotedAndKeywordNames) {
  EXPECT_EQ(Tree(R"(address.region_code = "CN")"), "address.region_code=CN");
  EXPECT_EQ(Tree(R"(custom."a b".OR = 1)"), "custom.a b.OR=1");
}

TEST(Parse, BareValuesMayHoldDotsColonsAndMinus) {
  EXPECT_EQ(Tree("t > 2012-04-21T11:30:00-04:00 AND n = -12.5"),
            "(AND t>2012-04-21T11:30:00-04:00 n=-12.5)");
  EXPECT_EQ(Tree("owner = users/0190-a"), "owner=users/0190-a");
}

TEST(Parse, ResolvesEscapesAndKeepsUnescapedStars) {
  const auto parsed = Parse(R"(a = 'it\'s \\ \* *')");
  ASSERT_THAT(parsed, IsOk());
  EXPECT_EQ(parsed->restriction.argument.text, R"(it's \ * *)");
  EXPECT_THAT(parsed->restriction.argument.stars, ::testing::ElementsAre(9));
}

TEST(Parse, SpreadsAComparatorOverParenthesisedValues) {
  EXPECT_EQ(Tree("s = (A OR -5) t = 1"), "(AND (OR s=A s=-5) t=1)");
  EXPECT_EQ(Tree("s != (A OR B)"), "(NOT (OR s=A s=B))");
  EXPECT_EQ(Tree("s:(A AND (B OR NOT C))"), "(AND s:A (OR s:B (NOT s:C)))");
}

TEST(Parse, ErrorsSayWhereAndWhatWasExpected) {
  const auto refused = [](absl::string_view filter, absl::string_view text) {
    EXPECT_THAT(Parse(filter),
                AllOf(StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr(std::string(text))),
                      HasReason("INVALID_FILTER")))
        << filter;
  };
  refused("state =", "filter: at byte 7: expected a value, got the end");
  refused("state = )", "at byte 8: expected a value, got \")\"");
  refused("a = AND", "at byte 4: expected a value, got AND");
  refused("a = 1 AND", "at byte 9: expected a field name, got the end");
  refused("AND a = 1", "at byte 0: expected a field name, got AND");
  refused("hello", "at byte 5: expected one of = != < <= > >= : after the field name");
  refused("(a = 1", "at byte 6: expected \")\", got the end");
  refused("a = 1)", "at byte 5: expected AND, OR or the end, got \")\"");
  refused("a ! 1", "at byte 2: expected \"!=\"");
  refused("a = \"x", "at byte 4: expected a closing \"");
  refused(R"(a = "\n")", "at byte 5: expected \\\"");
  refused("a = \"x\"b = 2", "at byte 7: expected a blank");
  refused("f(a) = 1", "at byte 0: a function stands on the right side");
  refused("a = f(1, 2)", "at byte 7: expected \")\" after at most one value of the function");
  refused("a = f(", "at byte 6: expected \")\"");
  refused("a = 1 and b = 2", "at byte 6: write AND in capital letters");
  refused("a = 1 Or b = 2", "at byte 6: write OR in capital letters");
  refused("a. = 1", "at byte 3: expected a field name");
  refused("a* = 1", "at byte 0: a field name cannot hold \"*\"");
  refused(absl::string_view("a = \"\0\"", 7), "at byte 5: control characters");
  refused("a = \xff", "at byte 0: ");
  refused("a = (b = 1)", "at byte 7: expected a value, got a comparison operator");
}

TEST(Parse, ReadsFunctionsAndFieldsOnTheRight) {
  const auto call = Parse("a > ago( \"15d\" ) b = 1");
  ASSERT_THAT(call, IsOk());
  const Argument& argument = call->operands[0].restriction.argument;
  EXPECT_TRUE(argument.is_call);
  EXPECT_EQ(argument.text, "ago");
  EXPECT_EQ(argument.parameter, "15d");
  EXPECT_EQ(argument.parameter_position, 9u);
  EXPECT_EQ(Parse("a = today()")->restriction.argument.parameter, std::nullopt);
  EXPECT_EQ(Parse("a = (today() OR b)")->operands[0].restriction.argument.text, "today");
  EXPECT_THAT(Parse("a > b.c")->restriction.argument.path, ::testing::ElementsAre("b", "c"));
  EXPECT_THAT(Parse("a > b.'c d' e = 1")->operands[0].restriction.argument.path,
              ::testing::ElementsAre("b", "c d"));
  EXPECT_THAT(Parse("a = \"b\"")->restriction.argument.path, ::testing::IsEmpty());
}

TEST(Parse, ReadsWhetherAFieldChangedAsAFieldOfItsOwn) {
  const auto parsed = Parse("changed(\"address.country\") AND NOT changed(\"grade\")");
  ASSERT_THAT(parsed, IsOk());
  ASSERT_EQ(parsed->operands.size(), 2u);
  const Restriction& first = parsed->operands[0].restriction;
  EXPECT_EQ(first.path, (std::vector<std::string>{"changed", "address", "country"}));
  EXPECT_EQ(first.comparator, Comparator::kEqual);
  EXPECT_EQ(first.argument.text, "true");
  EXPECT_EQ(parsed->operands[1].kind, Expression::Kind::kNot);
  EXPECT_FALSE(Parse("changed(grade)").ok());
  EXPECT_FALSE(Parse("changed(\"\")").ok());
  EXPECT_FALSE(Parse("changed(\"a\", \"b\")").ok());
  EXPECT_FALSE(Parse("changed(\"a\") = true").ok());
}

TEST(ParsePath, ReadsAFieldAlone) {
  EXPECT_THAT(*ParsePath("custom.\"a.b\""), ::testing::ElementsAre("custom", "a.b"));
  for (const char* path : {"", "a = 1", "a.", "a b", "*"}) {
    EXPECT_THAT(ParsePath(path), StatusIs(absl::StatusCode::kInvalidArgument)) << path;
  }
}

TEST(Parse, ErrorsNeverQuoteWhatTheClientWrote) {
  EXPECT_THAT(Tree("display_name = 张三 李四"), ::testing::Not(HasSubstr("李四")));
}

TEST(Parse, BoundsLengthDepthAndTerms) {
  EXPECT_THAT(Tree(absl::StrCat("a = ", std::string(kMaxFilterBytes, 'x'))),
              HasSubstr("at most 8192 bytes"));
  const std::string left(kMaxFilterDepth, '('), right(kMaxFilterDepth, ')');
  EXPECT_THAT(Parse(absl::StrCat(left, "a = 1", right)), IsOk());
  EXPECT_THAT(Tree(absl::StrCat("(", left, "a = 1", right, ")")),
              HasSubstr("at most 32 nested parentheses"));
  std::string terms = "a = 1";
  for (int i = 1; i < kMaxFilterTerms; ++i) absl::StrAppend(&terms, " a = 1");
  EXPECT_THAT(Parse(terms), IsOk());
  EXPECT_THAT(Tree(absl::StrCat(terms, " a = 1")), HasSubstr("at most 100 comparisons"));
}

}  // namespace
}  // namespace guanxi::filter
