#include "common/page/page_token.h"

#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/testing/fake_clock.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::page {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr char kMethod[] = "guanxi.customer.v1.CustomerService/ListCustomers";

class PageTokensTest : public testing::Test {
 protected:
  PageTokensTest() {
    principal_.tenant.data[0] = 1;
    principal_.subject = "users/1";
    cursor_.sort_values = {"华为", std::nullopt, "", std::string("\0\xff", 2)};
    cursor_.last_id = std::string("\0\x01\x02", 3);
    cursor_.backward = true;
    cursor_.began = clock_.Now();
    cursor_.extra = "x";
    token_ = tokens_.Make(Query(), cursor_).value();
  }

  page::Query Query() const { return {kMethod, "filter=a", &principal_}; }

  void ExpectRefused(const page::Query& query, const std::string& token) {
    EXPECT_THAT(tokens_.Read(query, token),
                AllOf(StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("page_token: ")),
                      HasReason("INVALID_PAGE_TOKEN")));
  }

  FakeClock clock_{absl::FromUnixSeconds(1700000000)};
  crypto::KeyRing keys_ = crypto::KeyRing::Parse("1 " + std::string(64, 'a')).value();
  PageTokens tokens_{keys_, &clock_};
  Principal principal_;
  Cursor cursor_;
  std::string token_;
};

TEST_F(PageTokensTest, CursorComesBackAsItWas) {
  const auto read = tokens_.Read(Query(), token_);
  ASSERT_THAT(read, IsOk());
  EXPECT_EQ(read->sort_values, cursor_.sort_values);
  EXPECT_EQ(read->last_id, cursor_.last_id);
  EXPECT_TRUE(read->backward);
  EXPECT_EQ(read->began, cursor_.began);
  EXPECT_EQ(read->extra, "x");
}

TEST_F(PageTokensTest, TokenIsSafeInAUrlAndTellsNothing) {
  EXPECT_THAT(token_, testing::MatchesRegex("[-_A-Za-z0-9]+"));
  EXPECT_NE(token_, tokens_.Make(Query(), cursor_).value());
}

TEST_F(PageTokensTest, EveryChangedCharacterIsRefused) {
  for (size_t i = 0; i < token_.size(); ++i) {
    std::string changed = token_;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    ExpectRefused(Query(), changed);
  }
  ExpectRefused(Query(), token_.substr(0, token_.size() - 1));
  ExpectRefused(Query(), token_ + "AAAA");
  ExpectRefused(Query(), "not base64!");
  ExpectRefused(Query(), "");
  ExpectRefused(Query(), std::string(100000, 'A'));
}

TEST_F(PageTokensTest, OtherQueryIsRefused) {
  page::Query other = Query();
  other.text = "filter=b";
  ExpectRefused(other, token_);
  other = Query();
  other.method = "guanxi.customer.v1.ContactService/ListContacts";
  ExpectRefused(other, token_);
  // The same bytes, cut at another place.
  other = Query();
  const std::string method = std::string(kMethod) + "f";
  other.method = method;
  other.text = "ilter=a";
  ExpectRefused(other, token_);
}

TEST_F(PageTokensTest, OtherPrincipalIsRefused) {
  Principal other = principal_;
  other.subject = "users/2";
  ExpectRefused({kMethod, "filter=a", &other}, token_);
  other = principal_;
  other.tenant.data[0] = 2;
  ExpectRefused({kMethod, "filter=a", &other}, token_);
}

TEST_F(PageTokensTest, OtherKeysAreRefused) {
  const auto keys = crypto::KeyRing::Parse("1 " + std::string(64, 'b')).value();
  EXPECT_THAT(PageTokens(keys, &clock_).Read(Query(), token_), HasReason("INVALID_PAGE_TOKEN"));
}

TEST_F(PageTokensTest, TokenLivesForADay) {
  clock_.Advance(kTokenLifetime - absl::Seconds(1));
  EXPECT_THAT(tokens_.Read(Query(), token_), IsOk());
  clock_.Advance(absl::Seconds(1));
  EXPECT_THAT(tokens_.Read(Query(), token_),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       "page_token: expired; ask for the first page again"));
}

}  // namespace
}  // namespace guanxi::page
