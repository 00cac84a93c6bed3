"""The fuzz targets of this folder in any build: over their corpus, and over planted faults."""

def fuzz_tests(name, deps, code, faults):
    """A test that a fuzz target finds nothing, and one for each fault that it must find.

    Args:
      name: The target, of `name`.cc with the corpus `name`_corpus.
      deps: What it is built with.
      code: Those of its deps into which faults are planted, and what they are built with.
      faults: By name: the dep that gets the fault, and sed's command that plants it.
    """
    corpus = native.glob([name + "_corpus/*"])
    native.cc_test(
        name = name + "_corpus_test",
        size = "small",
        srcs = [
            "fuzz_corpus_test.cc",
            name + ".cc",
        ],
        data = corpus,
        deps = deps + ["//common/testing:gtest_main"],
    )
    for fault, (lib, command) in faults.items():
        planted = name + "_plant_" + fault
        native.genrule(
            name = planted,
            testonly = True,
            srcs = [lib + ".cc"],
            outs = [planted + ".cc"],
            # A fault that finds no place is an error.
            cmd = "sed '%s' $< > $@ && ! cmp -s $< $@" % command,
        )
        native.cc_test(
            name = planted + "_test",
            size = "small",
            srcs = [
                "fuzz_corpus_test.cc",
                lib + ".h",
                name + ".cc",
                ":" + planted,
            ],
            data = corpus,
            local_defines = ["PLANTED"],
            deps = {
                dep: None
                for dep in deps + code[lib] + ["//common/testing:gtest_main"]
                if dep != ":" + lib
            }.keys(),
        )
