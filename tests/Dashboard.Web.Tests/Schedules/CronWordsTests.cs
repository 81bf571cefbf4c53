using Dashboard.Core.Users;
using Dashboard.Web.Features.Schedules;

namespace Dashboard.Web.Tests.Schedules;

public sealed class CronWordsTests
{
    [Theory]
    [InlineData("* * * * *", "Every minute")]
    [InlineData("*/15 * * * *", "Every 15 minutes")]
    [InlineData("*/7 * * * *", "By the cron expression */7 * * * *")]
    [InlineData("0 * * * *", "Every hour")]
    [InlineData("20 * * * *", "Every hour, 20 minutes past")]
    [InlineData("0 */6 * * *", "Every 6 hours")]
    [InlineData("0 3 * * *", "At 03:00, every day")]
    [InlineData("5 3,12 * * *", "At 03:05 and 12:05, every day")]
    [InlineData("30 7 * * 1-5", "At 07:30, on weekdays")]
    [InlineData("30 7 * * MON,THU", "At 07:30, on Monday and Thursday")]
    [InlineData("0 8 * * 6,0", "At 08:00, at weekends")]
    [InlineData("*/30 8-18 * * *", "Every 30 minutes from 08:00 to 18:59, every day")]
    [InlineData("0 8-18 * * 1-5", "Every hour from 08:00 to 18:00, on weekdays")]
    [InlineData("0 4 1,15 * *", "At 04:00, on day 1 and 15 of each month")]
    [InlineData("0 4 L * *", "At 04:00, on the last day of each month")]
    [InlineData("0 4 * 12 *", "By the cron expression 0 4 * 12 *")]
    [InlineData("0 4 1 * 1", "By the cron expression 0 4 1 * 1")]
    public async Task An_expression_is_said_in_words(string cron, string words)
    {
        using var context = await PageContext.OpenAsync(Roles.Admin);
        Assert.Equal(words, context.Get<CronWords>().Of(cron));
    }

    [Theory]
    [InlineData("*/15 * * * *", Frequency.QuarterHour)]
    [InlineData("0 * * * *", Frequency.Hour)]
    [InlineData("45 2 * * *", Frequency.Day)]
    [InlineData("0 7 * * 1-5", Frequency.Weekdays)]
    [InlineData("0 7 1 * *", Frequency.Custom)]
    [InlineData("* * * * *", Frequency.Custom)]
    public void The_chooser_gives_back_the_expression_it_was_given(string cron, Frequency frequency)
    {
        var rhythm = Rhythm.Of(cron);
        Assert.Equal((frequency, cron), (rhythm.Frequency, rhythm.Cron));
    }
}
