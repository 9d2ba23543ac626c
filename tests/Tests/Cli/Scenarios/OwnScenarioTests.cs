using FfiIsolation.Cli.Arguments;
using FfiIsolation.Cli.Demo;
using FfiIsolation.Cli.Scenarios;

namespace FfiIsolation.Tests.Cli.Scenarios;

/// <summary>The scenarios that come with the program, as files. Process tests play them.</summary>
public sealed class OwnScenarioTests
{
    public static TheoryData<string> Files => new(ScenarioCatalog.Files(ScenarioCatalog.OwnFolder).Select(file => Path.GetFileName(file)));

    [Fact]
    public void They_are_numbered_without_gaps()
    {
        IEnumerable<string> numbers = ScenarioCatalog.Files(ScenarioCatalog.OwnFolder).Select(file => Path.GetFileName(file)[..2]);
        Assert.Equal(Enumerable.Range(1, numbers.Count()).Select(number => number.ToString("00")), numbers);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Each_is_read_and_expects_something(string file)
    {
        Scenario scenario = ScenarioCatalog.Read(Path.Combine(ScenarioCatalog.OwnFolder, file));
        Assert.NotEqual(scenario.Name, scenario.Title);
        Assert.Contains(Calls(scenario.Steps), call => !call.Expectations.IsEmpty);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Each_has_prototypes_that_can_be_read_and_arguments_for_every_parameter(string file)
    {
        Scenario scenario = ScenarioCatalog.Read(Path.Combine(ScenarioCatalog.OwnFolder, file));
        foreach (CallStep call in Calls(scenario.Steps))
        {
            Declarations? declarations = call.Request.Declarations;
            Prototype prototype = declarations is null ? Prototype.Parse(call.Request.Prototype) : Prototype.Parse(call.Request.Prototype, declarations);
            Assert.Equal(prototype.Parameters.Length, call.Request.Arguments.Count);
            foreach (Parameter parameter in prototype.Parameters)
            {
                string word = call.Request.Arguments[parameter.Index];
                bool isRefusalExpected = call.Expectations.Any(expectation => expectation.ToString().StartsWith("rejected Argument", StringComparison.Ordinal));
                if (!word.Contains('$') && !isRefusalExpected)
                {
                    ArgumentParser.Parse(parameter, word, names: null, declarations);
                }
            }
        }
    }

    private static IEnumerable<CallStep> Calls(IEnumerable<Step> steps) =>
        steps.SelectMany(step => step switch
        {
            CallStep call => [call],
            SessionStep session => Calls(session.Steps),
            _ => Enumerable.Empty<CallStep>(),
        });
}
