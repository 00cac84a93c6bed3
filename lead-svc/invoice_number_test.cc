// No two invoices have the same number.
#include <algorithm>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "common/db/database.h"
#include "common/errors/errors.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "guanxi/lead/v1/invoice_service.pb.h"
#include "lead-svc/contract_money_testing.h"
#include "lead-svc/resources.h"

namespace guanxi::lead {
namespace {

using testing::ElementsAre;

constexpr char kNumber[] = "25317000001234567890";
constexpr char kTaken[] = "INVOICE_NUMBER_TAKEN";

class InvoiceNumberTest : public ContractMoneyTest {
 protected:
  InvoiceNumberTest() : contract_(SignedContract(1000)) {}

  std::string Draft(const std::string& red_letter_of = "") {
    return Apply(contract_, 100, red_letter_of)->name();
  }
  std::string ReasonOf(const std::string& name, const std::string& number,
                       const std::string& code = "") {
    return Reason(Issue(name, Day(2026, 9, 1), number, code).status());
  }
  std::vector<std::string> Found(const std::string& filter) {
    v1::ListInvoicesRequest request;
    request.set_parent(contract_);
    request.set_filter(filter);
    const auto page = service_.catalog->Of<v1::Invoice>().List<v1::ListInvoicesResponse>(
        service_.call(), request);
    EXPECT_THAT(page, IsOk());
    std::vector<std::string> names;
    if (!page.ok()) return names;
    for (const v1::Invoice& invoice : page->invoices()) names.push_back(invoice.name());
    return names;
  }
  // As issued invoices were left by versions that did not look after numbers.
  void Forget() {
    const auto forget = [](db::Transaction& tx) {
      return tx
          .Execute(
              {"test.forget", "UPDATE invoices SET full_number = '', invoices_number_claim = NULL",
               /*infrastructure=*/true},
              {})
          .status();
    };
    ASSERT_THAT(service_.database->ReadWrite({}, forget), IsOk());
  }

  const std::string contract_;
};

TEST_F(InvoiceNumberTest, ANumberIsGivenOnce) {
  const std::string first = Draft();
  const auto issued = Issue(first, Day(2026, 9, 1), kNumber);
  ASSERT_THAT(issued, IsOk());
  EXPECT_EQ(issued->full_number(), kNumber);
  const std::string second = Draft();
  const auto taken = Issue(second, Day(2026, 9, 1), kNumber);
  EXPECT_TRUE(absl::IsAlreadyExists(taken.status())) << taken.status();
  EXPECT_EQ(Reason(taken.status()), kTaken);
  EXPECT_THAT(std::string(taken.status().message()), testing::HasSubstr(first));
  // It is a draft as before, and can be issued by another number.
  EXPECT_THAT(Issue(second, Day(2026, 9, 1), "25317000001234567891"), IsOk());
}

TEST_F(InvoiceNumberTest, NorTwiceByARedLetterOrInAnotherContract) {
  const std::string first = Draft();
  ASSERT_THAT(Issue(first, Day(2026, 9, 1), kNumber), IsOk());
  EXPECT_EQ(ReasonOf(Draft(first), kNumber), kTaken);
  const std::string elsewhere = Apply(SignedContract(1000), 100)->name();
  EXPECT_EQ(ReasonOf(elsewhere, kNumber), kTaken);
}

TEST_F(InvoiceNumberTest, WithACodeTheNumberIsThatOfItsRoll) {
  EXPECT_EQ(ReasonOf(Draft(), "12345678", "031001900111"), "");
  EXPECT_EQ(ReasonOf(Draft(), "12345678", "031001900112"), "");
  EXPECT_EQ(ReasonOf(Draft(), "12345678"), "");
  EXPECT_EQ(ReasonOf(Draft(), "12345678", "031001900111"), kTaken);
  EXPECT_EQ(Found("full_number = \"031001900112-12345678\"").size(), 1u);
}

TEST_F(InvoiceNumberTest, WhatIsNoCodeOrNoNumberIsNamed) {
  const std::string draft = Draft();
  const auto refused = [&](const std::string& number, const std::string& code) {
    return std::string(Issue(draft, Day(2026, 9, 1), number, code).status().message());
  };
  using testing::HasSubstr;
  EXPECT_THAT(refused("12345678", "12345"), HasSubstr("code: want 10 or 12 digits"));
  EXPECT_THAT(refused("12345678", "03100190011x"), HasSubstr("code"));
  EXPECT_THAT(refused(kNumber, "031001900111"), HasSubstr("number: want 8 digits"));
  EXPECT_THAT(refused("1234567", ""), HasSubstr("number: want 8 to 20 digits"));
}

// The number of a draft that was refused, or voided, is nobody's.
TEST_F(InvoiceNumberTest, WhatIsNotIssuedClaimsNothing) {
  const std::string too_much = Apply(contract_, 1001)->name();
  EXPECT_EQ(ReasonOf(too_much, kNumber), "INVOICES_ABOVE_AMOUNT");
  EXPECT_EQ(ReasonOf(Draft(), kNumber), "");
}

// In contracts of their own, so that nobody waits for another's contract.
TEST_F(InvoiceNumberTest, OfManyAtOnceOneGetsTheNumber) {
  constexpr int kWriters = 8;
  std::vector<std::string> drafts;
  for (int i = 0; i < kWriters; ++i) drafts.push_back(Apply(SignedContract(1000), 100)->name());
  std::vector<std::string> reasons(kWriters);
  std::vector<std::thread> writers;
  for (int i = 0; i < kWriters; ++i) {
    writers.emplace_back([&, i] {
      absl::StatusOr<v1::Invoice> issued;
      do {
        issued = Issue(drafts[i], Day(2026, 9, 1), kNumber);
      } while (!issued.ok() && IsPassing(issued.status()));
      reasons[i] = Reason(issued.status());
    });
  }
  for (std::thread& writer : writers) writer.join();
  EXPECT_EQ(std::count(reasons.begin(), reasons.end(), ""), 1);
  EXPECT_EQ(std::count(reasons.begin(), reasons.end(), kTaken), kWriters - 1);
}

// As the migration finds them: two that were issued by one number.
TEST_F(InvoiceNumberTest, DoublesFromBeforeAreKeptAndFound) {
  const std::string first = Draft();
  const std::string second = Draft();
  const std::string third = Draft();
  ASSERT_THAT(Issue(first, Day(2026, 9, 1), kNumber), IsOk());
  ASSERT_THAT(Issue(third, Day(2026, 9, 1)), IsOk());
  Forget();
  // Nothing is claimed: the number is given again, as it was then.
  ASSERT_THAT(Issue(second, Day(2026, 9, 1), kNumber), IsOk());
  Forget();
  ASSERT_THAT(FillNewColumns(service_.database.get()), IsOk());
  EXPECT_THAT(Found(absl::StrCat("full_number = \"", kNumber, "\"")), ElementsAre(first));
  EXPECT_THAT(Found("state = ISSUED AND NOT full_number:*"), ElementsAre(second));
  EXPECT_EQ(ReasonOf(Draft(), kNumber), kTaken);
  // The double is corrected as any invoice is, which writes it anew.
  EXPECT_THAT(Issue(Draft(second), Day(2026, 9, 2)), IsOk());
  EXPECT_THAT(Found("state = ISSUED AND NOT full_number:*"), ElementsAre(second));
}

}  // namespace
}  // namespace guanxi::lead
