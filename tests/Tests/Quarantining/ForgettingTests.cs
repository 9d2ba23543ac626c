using FfiIsolation.Calls;
using FfiIsolation.Quarantining;
using static FfiIsolation.Tests.Quarantining.QuarantineScene;

namespace FfiIsolation.Tests.Quarantining;

/// <summary>What is held against a function goes by time, by good calls, or since somebody says so; and by nothing else.</summary>
public sealed class ForgettingTests
{
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    [Fact]
    public void Deaths_older_than_the_window_are_forgotten()
    {
        using var scene = new QuarantineScene();
        FunctionTarget function = Function();
        for (int i = 0; i < 10; i++)
        {
            scene.Die(function, 1);
            scene.Clock.Advance(Policy.Window + s_second);
            Assert.Equal(1, scene.Make(function, 1));
        }

        Assert.Null(function.Suspicion);
    }

    [Fact]
    public void A_row_of_good_calls_makes_up_for_deaths_once_a_break_has_passed()
    {
        using var scene = new QuarantineScene(Policy with { ArgumentsDeaths = null });
        FunctionTarget function = Function();
        for (int i = 0; i < 10; i++)
        {
            scene.Die(function, i);
            scene.Clock.Advance(Policy.Break);
            for (int good = 0; good < 5; good++)
            {
                Assert.Equal(1, scene.Make(function, 100));
            }

            Assert.Null(function.Suspicion);
        }

        for (int i = 0; i < 4; i++)
        {
            scene.Die(function, i);
            for (int good = 0; good < 4 && i < 3; good++)
            {
                Assert.Equal(1, scene.Make(function, 100));
            }
        }

        scene.Refused(function, 100);
    }

    /// <summary>A busy function makes any number of good calls in no time; nor do they say anything of other arguments.</summary>
    [Fact]
    public void Good_calls_in_between_do_not_hide_a_poison_call()
    {
        using var scene = new QuarantineScene();
        FunctionTarget poisoned = Function(), bad = Function();
        MakeWell(poisoned);
        scene.Die(poisoned, 1);
        scene.Clock.Advance(Policy.Break);
        MakeWell(poisoned);
        scene.Die(poisoned, 1);
        MakeWell(poisoned);
        Assert.Equal(QuarantineScope.Arguments, scene.Refused(poisoned, 1).Evidence.Scope);
        Assert.Equal(1, scene.Make(poisoned, 100));
        for (int i = 0; i < 4; i++)
        {
            MakeWell(bad);
            scene.Die(bad, i);
        }

        Assert.Equal(QuarantineScope.Function, scene.Refused(bad, 100).Evidence.Scope);

        void MakeWell(FunctionTarget function)
        {
            for (int good = 0; good < 100; good++)
            {
                Assert.Equal(1, scene.Make(function, 100));
            }
        }
    }

    [Fact]
    public async Task A_pardon_forgets()
    {
        using var scene = new QuarantineScene();
        var quarantine = new HostQuarantine(null!, scene.Suspects);
        FunctionTarget function = Function();
        scene.Die(function, 1);
        Assert.Empty(quarantine.Entries);
        scene.Die(function, 1);
        QuarantineEntry entry = Assert.Single(quarantine.Entries);
        Assert.True(quarantine.Pardon(entry));
        Assert.False(quarantine.Pardon(entry));
        Assert.Empty(quarantine.Entries);
        Assert.Equal(1, scene.Make(function, 1));
        scene.Die(function, 1);
        Assert.Equal(1, scene.Make(function, 1));
        scene.Die(function, 1);
        Assert.True(quarantine.Pardon(scene.Refused(function, 1).Evidence));

        // The function itself was in quarantine too by now, after four deaths.
        quarantine.PardonAll();
        Assert.Empty(scene.Suspects.Circuits);
        Assert.Equal(3, (await scene.StoryAsync(6)).Count(kind => kind == SupervisionEventKind.QuarantinePardoned));
    }
}
