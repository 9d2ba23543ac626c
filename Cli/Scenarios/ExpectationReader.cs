using FfiIsolation.Cli.Calls;

namespace FfiIsolation.Cli.Scenarios;

/// <summary>Reads what stands behind <c>expect</c>.</summary>
internal static class ExpectationReader
{
    public static Expectation Read(ScenarioLine line)
    {
        ScenarioWord first = line.Take("what is expected");
        Expectation expectation = ReadNamed(line, first);
        line.ExpectEnd();
        return expectation;
    }

    private static Expectation ReadNamed(ScenarioLine line, ScenarioWord first)
    {
        if (line.TryTake("="))
        {
            return new OutputExpectation(first.Text, line.Take("the value").Text);
        }

        if (first.Is("value"))
        {
            return new ValueExpectation(line.Take("the value").Text);
        }

        if (!first.IsQuoted && MentionExpectation.Places.Contains(first.Text))
        {
            return new MentionExpectation(first.Text, line.AtEnd ? "" : line.Take("a text").Text);
        }

        if (!first.IsQuoted && OutcomeName.TryRead(first.Text, out Outcome outcome))
        {
            bool mayHaveDetail = outcome is Outcome.Crashed or Outcome.Threw or Outcome.Rejected;
            return new OutcomeExpectation(outcome, mayHaveDetail && !line.AtEnd ? line.Take("a detail").Text : null);
        }

        if (!line.AtEnd)
        {
            throw line.Error(line.Peek, "a value of several words goes in double quotes");
        }

        return new ValueExpectation(first.Text);
    }
}
