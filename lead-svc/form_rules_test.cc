#include "lead-svc/form_rules.h"

#include <functional>
#include <string>
#include <vector>

#include "common/errors/errors.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "lead-svc/form_answers.h"

namespace guanxi::lead {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;
using v1::CaptureForm;
using v1::FormField;
using v1::TouchValue;

std::vector<std::string> PathsOf(const Violations& violations) {
  std::vector<std::string> paths;
  for (const FieldViolation& one : FieldViolations(violations.ToStatus())) {
    paths.push_back(one.path);
  }
  return paths;
}

FormField* Add(CaptureForm* form, const std::string& key, FormField::Type type,
               const std::string& lead_field = "") {
  FormField* const field = form->add_fields();
  field->set_key(key);
  field->set_display_name(key);
  field->set_type(type);
  field->set_lead_field(lead_field);
  return field;
}

// A name that is required, a phone, and a field of its own.
CaptureForm Trial() {
  CaptureForm form;
  form.set_display_name("试用");
  Add(&form, "name", FormField::TEXT, "display_name")->set_required(true);
  Add(&form, "phone", FormField::PHONE, "phones");
  FormField* const seats = Add(&form, "seats", FormField::CHOICE);
  seats->add_options("10");
  seats->add_options("100");
  return form;
}

std::vector<std::string> Faults(const std::function<void(CaptureForm*)>& change) {
  CaptureForm form = Trial();
  change(&form);
  Violations violations;
  CheckCaptureForm(form, &violations);
  return PathsOf(violations);
}

TEST(FormRulesTest, AFormSaysWhatIsWrongWithEachOfItsFields) {
  EXPECT_THAT(Faults([](CaptureForm*) {}), IsEmpty());
  EXPECT_THAT(Faults([](CaptureForm* form) { form->mutable_fields(1)->set_key("Phone"); }),
              ElementsAre("fields[1].key"));
  EXPECT_THAT(Faults([](CaptureForm* form) { form->mutable_fields(1)->set_key("name"); }),
              ElementsAre("fields[1].key"));
  EXPECT_THAT(Faults([](CaptureForm* form) { form->mutable_fields(1)->set_type(FormField::TEXT); }),
              ElementsAre("fields[1].lead_field"));
  EXPECT_THAT(Faults([](CaptureForm* form) { form->mutable_fields(1)->set_lead_field("owner"); }),
              ElementsAre("fields[1].lead_field"));
  EXPECT_THAT(Faults([](CaptureForm* form) { form->mutable_fields(2)->clear_options(); }),
              ElementsAre("fields[2].options"));
  EXPECT_THAT(Faults([](CaptureForm* form) { form->mutable_fields(2)->add_options("10"); }),
              ElementsAre("fields[2].options[2]"));
  EXPECT_THAT(Faults([](CaptureForm* form) { form->mutable_fields(0)->set_required(false); }),
              ElementsAre("fields"));
  EXPECT_THAT(Faults([](CaptureForm* form) { Add(form, "who", FormField::TEXT, "display_name"); }),
              ElementsAre("fields[3].lead_field"));
  EXPECT_THAT(Faults([](CaptureForm* form) { Add(form, "home", FormField::PHONE, "phones"); }),
              IsEmpty());
}

TEST(FormRulesTest, EachConsentTextHasAVersionOfItsOwn) {
  CaptureForm form = Trial();
  Violations violations;
  NormalizeCaptureForm(&form, &violations);
  EXPECT_EQ(form.consent_version(), "");
  form.set_consent_text("同意联系");
  NormalizeCaptureForm(&form, &violations);
  const std::string first = form.consent_version();
  EXPECT_NE(first, "");
  form.set_consent_text("同意联系和推荐");
  NormalizeCaptureForm(&form, &violations);
  EXPECT_NE(form.consent_version(), first);
  form.set_consent_text("同意联系");
  NormalizeCaptureForm(&form, &violations);
  EXPECT_EQ(form.consent_version(), first);
}

TEST(FormAnswersTest, AnswersAreReadIntoTheirNormalForm) {
  Violations violations;
  const auto values = ReadAnswers(
      Trial(), {{"name", " 王　芳 "}, {"phone", "138 0013 8000"}, {"seats", "100"}}, &violations);
  EXPECT_THAT(PathsOf(violations), IsEmpty());
  ASSERT_EQ(values.size(), 3u);
  EXPECT_EQ(values[0].key(), "name");
  EXPECT_EQ(values[0].person(), "王 芳");
  EXPECT_EQ(values[1].phone(), "+8613800138000");
  EXPECT_EQ(values[1].field(), "phones");
  EXPECT_EQ(values[2].text(), "100");
  EXPECT_EQ(values[2].field(), "");
}

TEST(FormAnswersTest, WhatIsMissingWrongOrNotAskedForIsNamedAllAtOnce) {
  Violations violations;
  ReadAnswers(Trial(), {{"name", "  "}, {"phone", "1"}, {"seats", "7"}, {"owner", "me"}},
              &violations);
  EXPECT_THAT(PathsOf(violations),
              UnorderedElementsAre("values.name", "values.phone", "values.seats", "values.owner"));
}

TEST(FormAnswersTest, AnEmptyAnswerIsNone) {
  Violations violations;
  EXPECT_EQ(ReadAnswers(Trial(), {{"name", "王芳"}, {"phone", ""}}, &violations).size(), 1u);
  EXPECT_THAT(PathsOf(violations), IsEmpty());
}

TEST(FormAnswersTest, TypesTakeWhatTheySay) {
  const struct {
    FormField::Type type;
    const char* said;
    bool taken;
  } cases[] = {{FormField::NUMBER, "-0.5", true},       {FormField::NUMBER, "1e5", false},
               {FormField::NUMBER, "many", false},      {FormField::DATE, "2026-11-29", true},
               {FormField::DATE, "2026-02-30", false},  {FormField::DATE, "29.11.2026", false},
               {FormField::CHECKBOX, "true", true},     {FormField::CHECKBOX, "yes", false},
               {FormField::EMAIL, "a@b.cn", true},      {FormField::EMAIL, "a", false},
               {FormField::PHONE, "13800138000", true}, {FormField::LONG_TEXT, "一\n二", true}};
  for (const auto& one : cases) {
    CaptureForm form;
    Add(&form, "x", one.type);
    Violations violations;
    ReadAnswers(form, {{"x", one.said}}, &violations);
    EXPECT_EQ(PathsOf(violations).empty(), one.taken) << one.said;
  }
}

TEST(FormAnswersTest, ARequiredBoxMustBeTicked) {
  CaptureForm form;
  Add(&form, "agree", FormField::CHECKBOX)->set_required(true);
  Violations violations;
  ReadAnswers(form, {{"agree", "false"}}, &violations);
  EXPECT_THAT(PathsOf(violations), ElementsAre("values.agree"));
}

TEST(FormAnswersTest, WithoutAFormTheFieldsOfLeadAreTaken) {
  Violations violations;
  const auto values = ReadFields({{"company", "灵动传媒"}, {"phones", "13800138000"}}, &violations);
  EXPECT_THAT(PathsOf(violations), IsEmpty());
  ASSERT_EQ(values.size(), 2u);
  EXPECT_EQ(values[0].company(), "灵动传媒");
  Violations wrong;
  ReadFields({{"owner", "users/x"}, {"region", "浙江省"}}, &wrong);
  EXPECT_THAT(PathsOf(wrong), UnorderedElementsAre("values.owner", "values"));
}

}  // namespace
}  // namespace guanxi::lead
