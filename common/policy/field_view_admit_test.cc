// The way in: what a caller may write of what he sees.
#include <string>
#include <utility>

#include "common/policy/field_view_fixture.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::policy {
namespace {

using ::testing::HasSubstr;

TEST_F(FieldViewTest, WhatWasShownMaskedAndComesBackIsWhatItWas) {
  const Customer old = Sample();
  const auto view = View("");
  Customer next = old;
  view->Present(&next);
  EXPECT_THAT(view->Admit(&old, &next), IsOk());
  EXPECT_EQ(next.ShortDebugString(), old.ShortDebugString());
}

TEST_F(FieldViewTest, AMaskedFieldTakesANewValue) {
  const Customer old = Sample();
  const auto view = View("");
  Customer next = old;
  view->Present(&next);
  next.set_note("new");
  next.mutable_phones(0)->set_label("home");  // its number is still the mask
  next.mutable_phones(1)->set_number("+8613700000000");
  next.add_phones()->set_number("+8613600000000");
  EXPECT_THAT(view->Admit(&old, &next), IsOk());
  EXPECT_EQ(next.note(), "new");
  EXPECT_EQ(next.phones(0).number(), "+8613812345678");
  EXPECT_EQ(next.phones(0).label(), "home");
  EXPECT_EQ(next.phones(1).number(), "+8613700000000");
  EXPECT_EQ(next.phones(2).number(), "+8613600000000");
}

TEST_F(FieldViewTest, EntriesThatMoveKeepTheirValues) {
  const Customer old = Sample();
  const auto view = View("");
  Customer next = old;
  view->Present(&next);
  next.mutable_phones()->DeleteSubrange(0, 1);
  EXPECT_THAT(view->Admit(&old, &next), IsOk());
  ASSERT_EQ(next.phones_size(), 1);
  EXPECT_EQ(next.phones(0).number(), "+8613912345678");
}

TEST_F(FieldViewTest, ReadOnlyAndHiddenFieldsAreRefusedByName) {
  const Customer old = Sample();
  const auto view = View(kUnmask + Field("industry", "READ_ONLY") + Field("note", "HIDDEN"));
  Customer next = old;
  EXPECT_THAT(view->Admit(&old, &next), IsOk());
  next.set_industry("wood");
  next.set_note("other");
  const absl::Status refused = view->Admit(&old, &next);
  EXPECT_THAT(refused, HasReason("FIELD_NOT_ALLOWED"));
  EXPECT_THAT(refused, StatusIs(absl::StatusCode::kPermissionDenied, HasSubstr("industry, note")));
  Customer created = old;
  EXPECT_THAT(view->Admit(nullptr, &created), HasReason("FIELD_NOT_ALLOWED"));
}

TEST_F(FieldViewTest, WhatReplacesEverythingKeepsWhatIsHidden) {
  const Customer old = Sample();
  Customer next;
  next.set_display_name("新名");
  next.set_industry("steel");
  EXPECT_THAT(View(kUnmask + Field("note", "HIDDEN"))->Admit(&old, &next), IsOk());
  EXPECT_EQ(next.note(), "secret");
}

// A company's own fields are entries of `custom`: a policy may be about one of them.
TEST_F(FieldViewTest, EntriesOfMapsHavePoliciesOfTheirOwn) {
  const auto view = View(kUnmask + Field("custom.area", "HIDDEN") + Field("custom.wish", "MASKED") +
                         Field("custom.rank", "READ_ONLY"));
  EXPECT_EQ(view->AccessTo("custom.area"), FieldAccess::kHidden);
  EXPECT_EQ(view->AccessTo("custom.other"), FieldAccess::kFull);
  const Customer stored = WithCustom({{"area", "a"}, {"wish", "w"}, {"rank", "r"}, {"other", "o"}});
  Customer shown = stored;
  view->Present(&shown);
  EXPECT_EQ(CustomOf(shown), "other=o rank=r wish=****");

  // What was shown and comes back changes nothing.
  Customer next = shown;
  EXPECT_THAT(view->Admit(&stored, &next), IsOk());
  EXPECT_EQ(CustomOf(next), CustomOf(stored));
  next = WithCustom({{"wish", "new"}, {"rank", "r"}});
  EXPECT_THAT(view->Admit(&stored, &next), IsOk());
  EXPECT_EQ(CustomOf(next), "area=a rank=r wish=new");
  for (const auto& [key, value] : {std::make_pair("area", "b"), std::make_pair("rank", "s")}) {
    next = stored;
    (*next.mutable_custom())[key].set_string_value(value);
    EXPECT_THAT(view->Admit(&stored, &next), HasReason("FIELD_NOT_ALLOWED")) << key;
  }
  next = WithCustom({{"wish", "w"}});
  EXPECT_THAT(view->Admit(&stored, &next), HasReason("FIELD_NOT_ALLOWED")) << "rank is gone";
  next = WithCustom({{"area", "a"}});
  EXPECT_THAT(view->Admit(nullptr, &next), HasReason("FIELD_NOT_ALLOWED"));
}

TEST_F(FieldViewTest, WhatIsHiddenInsideWhatIsMaskedIsGone) {
  const auto view = View(Field("custom.area", "HIDDEN") + Field("phones", "MASKED") +
                         Field("phones.label", "HIDDEN"));
  EXPECT_EQ(view->AccessTo("custom.area"), FieldAccess::kHidden);
  EXPECT_EQ(view->AccessTo("phones.label"), FieldAccess::kHidden);
  EXPECT_EQ(view->AccessTo("phones.number"), FieldAccess::kMasked);
  const Customer stored = WithCustom({{"area", "a"}, {"wish", "w"}, {"plan", "p"}});
  Customer next = stored;
  view->Present(&next);
  EXPECT_EQ(CustomOf(next), "plan=**** wish=****");
  EXPECT_THAT(view->Admit(&stored, &next), IsOk());
  EXPECT_EQ(CustomOf(next), CustomOf(stored));
}

TEST_F(FieldViewTest, OneEntryOfAMaskedMapTakesANewValue) {
  const Customer stored = WithCustom({{"wish", "w"}, {"plan", "p"}});
  Customer next = WithCustom({{"wish", "****"}, {"plan", "new"}});
  EXPECT_THAT(View("")->Admit(&stored, &next), IsOk());
  EXPECT_EQ(CustomOf(next), "plan=new wish=w");
}

TEST_F(FieldViewTest, WhoTakesAllAwayLeavesWhatHeCannotSee) {
  const Customer old = Sample();
  Customer next = old;
  next.clear_organization();
  const std::string path = "organization.legal_representative";
  EXPECT_THAT(View(kUnmask + Field(path, "HIDDEN"))->Admit(&old, &next), IsOk());
  EXPECT_EQ(next.organization().legal_representative(), "李四");
  EXPECT_EQ(next.organization().credit_code(), "");
  next.clear_organization();
  EXPECT_THAT(View(kUnmask + Field(path, "READ_ONLY"))->Admit(&old, &next),
              HasReason("FIELD_NOT_ALLOWED"));
}

// A full value where a mask was shown: a guess, or something new.
TEST_F(FieldViewTest, KnowsWhatIsStatedInFull) {
  const auto view = View("");
  Customer shown = Sample();
  shown.add_aliases("小明");
  shown.mutable_person()->mutable_birth_date()->set_year(1990);
  shown.mutable_person()->mutable_birth_date()->set_month(3);
  (*shown.mutable_custom())["wish"].set_string_value("w");
  const Customer full = shown;
  EXPECT_TRUE(view->RestatesMasked(full));
  EXPECT_FALSE(View(kUnmask)->RestatesMasked(full));
  view->Present(&shown);
  EXPECT_FALSE(view->RestatesMasked(shown));
  Customer stated;
  stated.set_industry("wood");
  EXPECT_FALSE(view->RestatesMasked(stated));
  stated = shown;
  stated.mutable_phones(1)->set_number("+8613812345678");
  EXPECT_TRUE(view->RestatesMasked(stated));
  stated = shown;
  *stated.mutable_custom() = full.custom();
  EXPECT_TRUE(view->RestatesMasked(stated));
  stated = shown;
  *stated.mutable_person() = full.person();
  EXPECT_TRUE(view->RestatesMasked(stated));
}

// What the service makes of a field is no write of the caller's: it may not lie in his way.
TEST_F(FieldViewTest, WhatIsDerivedIsNotRefused) {
  for (const char* access : {"READ_ONLY", "MASKED", "HIDDEN"}) {
    const auto view = View(kUnmask + Field("display_name", access));
    Customer old = Sample();
    old.set_normalized_name("王小明");
    Customer next = old;
    next.set_normalized_name("王 小明");
    EXPECT_THAT(view->Admit(&old, &next), IsOk()) << access;
    EXPECT_EQ(next.normalized_name(), "王 小明");
  }
}

// What a method takes away is not put back: it would have done one thing of two.
TEST_F(FieldViewTest, WhatAMethodTakesAwayIsTakenAwayOrRefused) {
  Customer old = Sample();
  old.mutable_contracts_as_of()->set_seconds(7);
  for (const absl::string_view access : {"MASKED", "READ_ONLY", "HIDDEN"}) {
    const auto view = View(kUnmask + Field("contracts_as_of", std::string(access)));
    Customer same = old;
    EXPECT_THAT(view->Admit(&old, &same), IsOk()) << access;
    EXPECT_TRUE(same.has_contracts_as_of()) << access;
    Customer next = old;
    next.clear_contracts_as_of();
    const absl::Status status = view->Admit(&old, &next);
    if (access == "MASKED") {
      EXPECT_THAT(status, IsOk());
      EXPECT_FALSE(next.has_contracts_as_of());
    } else {
      EXPECT_THAT(status, HasReason("FIELD_NOT_ALLOWED")) << access;
    }
    Customer fresh = Sample();
    EXPECT_THAT(view->Admit(nullptr, &fresh), IsOk()) << access;
  }
}

// Names that begin alike look alike.
TEST_F(FieldViewTest, MasksThatAreAlikeStandForWhatTheyStoodFor) {
  Customer old;
  old.add_aliases("阿里巴巴");
  old.add_aliases("阿里云");
  const auto view = View("");
  Customer next = old;
  view->Present(&next);
  ASSERT_EQ(next.aliases(0), next.aliases(1));
  const Customer shown = next;
  next.add_aliases("蚂蚁");
  EXPECT_THAT(view->Admit(&old, &next), IsOk());
  EXPECT_EQ(next.aliases(0), "阿里巴巴");
  EXPECT_EQ(next.aliases(1), "阿里云");
  // One is missing, or stands once more: nobody knows which.
  next = shown;
  next.mutable_aliases()->RemoveLast();
  EXPECT_THAT(view->Admit(&old, &next), HasReason("INVALID_FIELD"));
  next = shown;
  next.add_aliases(shown.aliases(0));
  EXPECT_THAT(view->Admit(&old, &next), HasReason("INVALID_FIELD"));
  // Nor does what is given in full beside a mask tell whether it was guessed right.
  for (const char* guess : {"阿里云", "阿里妈妈"}) {
    next = shown;
    next.set_aliases(1, guess);
    EXPECT_THAT(view->Admit(&old, &next), HasReason("INVALID_FIELD")) << guess;
  }
  next.clear_aliases();
  EXPECT_THAT(view->Admit(&old, &next), IsOk());
  EXPECT_EQ(next.aliases_size(), 0);
}

TEST_F(FieldViewTest, EntriesThatLookAlikeAreNotLost) {
  Customer old;
  for (const char* number : {"+8613811115678", "+8613822225678", "+8613833335678"}) {
    old.add_phones()->set_number(number);
  }
  old.mutable_phones(2)->set_label("home");
  const auto view = View("");
  Customer shown = old;
  view->Present(&shown);
  ASSERT_EQ(shown.phones(0).number(), shown.phones(1).number());
  // Behind a new one, and the last one first.
  Customer next;
  next.add_phones()->set_number("+8613900000000");
  for (const int i : {2, 0, 1}) *next.add_phones() = shown.phones(i);
  EXPECT_THAT(view->Admit(&old, &next), IsOk());
  EXPECT_EQ(next.phones(1).number(), old.phones(2).number());
  EXPECT_EQ(next.phones(2).number(), old.phones(0).number());
  EXPECT_EQ(next.phones(3).number(), old.phones(1).number());
  // A label that changed in its place.
  next = shown;
  next.mutable_phones(0)->set_label("office");
  EXPECT_THAT(view->Admit(&old, &next), IsOk());
  EXPECT_EQ(next.phones(0).number(), old.phones(0).number());
  EXPECT_EQ(next.phones(1).number(), old.phones(1).number());
  next = shown;
  next.mutable_phones()->DeleteSubrange(0, 1);
  EXPECT_THAT(view->Admit(&old, &next), HasReason("INVALID_FIELD"));
}

TEST_F(FieldViewTest, WhatIsMaskedAndReadOnlyIsShownSoAndNotWritten) {
  const auto view = View(Field("phones", "READ_ONLY") + Field("note", "READ_ONLY") +
                         Field("custom.wish", "READ_ONLY"));
  Customer old = Sample();
  (*old.mutable_custom())["wish"].set_string_value("w");
  Customer next = old;
  view->Present(&next);
  EXPECT_EQ(next.note(), "****");
  EXPECT_EQ(next.phones(0).number(), "+86138****5678");
  EXPECT_EQ(CustomOf(next), "wish=****");
  const Customer shown = next;
  EXPECT_THAT(view->Admit(&old, &next), IsOk());
  EXPECT_EQ(next.ShortDebugString(), old.ShortDebugString());
  next = shown;
  next.set_note("new");
  EXPECT_THAT(view->Admit(&old, &next), HasReason("FIELD_NOT_ALLOWED"));
  next = shown;
  next.mutable_phones(0)->set_number("+8613700000000");
  EXPECT_THAT(view->Admit(&old, &next), HasReason("FIELD_NOT_ALLOWED"));
  next = shown;
  (*next.mutable_custom())["wish"].set_string_value("new");
  EXPECT_THAT(view->Admit(&old, &next), HasReason("FIELD_NOT_ALLOWED"));
}

// What is masked opens nothing that is closed inside it.
TEST_F(FieldViewTest, WhatIsInsideOfWhatIsMaskedKeepsItsPolicy) {
  const auto view =
      View(kUnmask + Field("organization", "MASKED") + Field("organization.credit_code", "HIDDEN"));
  Customer old;
  old.mutable_organization()->set_credit_code("911100001000000411");
  Customer next;
  next.mutable_organization()->set_website("https://a.example");
  EXPECT_THAT(view->Admit(&old, &next), IsOk());
  EXPECT_EQ(next.organization().credit_code(), "911100001000000411");
  next.mutable_organization()->set_credit_code("91110000MA00000000");
  EXPECT_THAT(view->Admit(&old, &next), HasReason("FIELD_NOT_ALLOWED"));
}

// Numbers and addresses are stored without what stands around them: a guess is none the less one.
TEST_F(FieldViewTest, AGuessWithStarsIsNoMask) {
  const auto view = View("");
  const auto restates = [&](const std::string& number, const std::string& address) {
    Customer stated;
    if (!number.empty()) stated.add_phones()->set_number(number);
    if (!address.empty()) stated.add_emails()->set_address(address);
    return view->RestatesMasked(stated);
  };
  EXPECT_TRUE(restates("+8613812345678", ""));
  EXPECT_TRUE(restates("13812345678**", ""));
  EXPECT_TRUE(restates("** 13812345678", ""));
  EXPECT_TRUE(restates("", "**zhang@example.com"));
  EXPECT_FALSE(restates("+86138****5678", ""));
  EXPECT_FALSE(restates("", "z***@example.com"));
}

// Stars between the digits go as those around them do: only what was shown is a mask.
TEST_F(FieldViewTest, AMaskIsWhatWasShown) {
  const auto view = View("");
  const Customer old = Sample();
  Customer stated;
  auto& number = *stated.add_phones()->mutable_number();
  for (const char* mask : {"+86138****5678", "+86139****5678"}) {
    number = mask;
    EXPECT_FALSE(view->Guesses(stated, old)) << mask;
    EXPECT_FALSE(view->RestatesMasked(stated, &old)) << mask;
  }
  for (const char* guess : {"1381234****5678", "+86137****5678", "+8613812345678"}) {
    number = guess;
    EXPECT_TRUE(view->Guesses(stated, old)) << guess;
    EXPECT_TRUE(view->RestatesMasked(stated, &old)) << guess;
  }
}

// There are too many to be tried, and no order to try them in.
TEST_F(FieldViewTest, NamesAndNotesAreNotTried) {
  const auto view = View("");
  Customer stated;
  stated.set_display_name("王小明");
  stated.set_note("secret");
  EXPECT_TRUE(view->RestatesMasked(stated));
  EXPECT_FALSE(view->Guesses(stated, Sample()));
  EXPECT_FALSE(view->CanBeTried("display_name"));
  EXPECT_FALSE(view->CanBeTried("industry"));
  EXPECT_TRUE(view->CanBeTried("phones.number"));
  EXPECT_TRUE(view->CanBeTried("person.birth_date"));
  EXPECT_TRUE(View(Field("industry", "MASKED"))->CanBeTried("industry"));
  (*stated.mutable_custom())["wish"].set_string_value("w");
  EXPECT_TRUE(view->Guesses(stated, Sample()));
}

}  // namespace
}  // namespace guanxi::policy
