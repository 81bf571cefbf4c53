using System.Globalization;
using System.Text;

namespace Dashboard.Core.Demo;

/// <summary>A country of the sample shop with names that are common there.</summary>
/// <param name="Name">English name.</param>
/// <param name="Weight">Share of customers, relative.</param>
/// <param name="TaxPercent">Sales tax on goods.</param>
/// <param name="Dial">Telephone code; numbers go on with 555 and are invented.</param>
/// <param name="Women">Given names, separated by spaces.</param>
/// <param name="Men">Given names, separated by spaces.</param>
/// <param name="Families">Family names, separated by semicolons.</param>
/// <param name="Cities">Cities as <c>city/region</c>, separated by semicolons.</param>
internal sealed record DemoCountry(string Name, double Weight, double TaxPercent, string Dial, string Women, string Men, string Families, string Cities)
{
    public string[] WomenNames { get; } = Women.Split(' ');
    public string[] MenNames { get; } = Men.Split(' ');
    public string[] FamilyNames { get; } = Families.Split(';');
    public string[] CityNames { get; } = Cities.Split(';');
}

/// <summary>The people of the sample shop. Every combination is drawn by chance; none is meant to be anybody.</summary>
internal static class DemoPeople
{
    public static readonly DemoCountry[] Countries =
    [
        new("Germany", 17, 19, "49", "Anna Lena Johanna Katrin Sabine Brigitte Marlene Käthe Frieda Ute Heike Mareike Greta Svenja Ilse Paula", "Jürgen Lukas Felix Jonas Matthias Björn Günther Stefan Moritz Karl Uwe Tobias Götz Henrik Anton Emil",
            "Müller;Schröder;Weiß;Köhler;Brandt;Lindemann;Krüger;Vogel;Bäcker;Hartmann;Jäger;Sommer;von Aue;Groß;Winter;Zimmermann;Böhm;Kaiser;Lorenz;Peters", "Berlin/Berlin;Hamburg/Hamburg;München/Bayern;Köln/Nordrhein-Westfalen;Leipzig/Sachsen;Nürnberg/Bayern;Bremen/Bremen;Freiburg/Baden-Württemberg"),
        new("United Kingdom", 15, 20, "44", "Emily Sophie Charlotte Hannah Imogen Alice Grace Zoë Chloë Nia Fiona Ruth Isla Martha Beth Harriet", "James Oliver Harry Callum Rhys Ewan Thomas George Alfie Noah Duncan Simon Jack Owen Hugh Ross",
            "Smith;Taylor;O'Connor;Davies;Whitfield;MacLeod;Hughes;Bennett;Fletcher;Ashworth;D'Arcy;Patel;Khan;Robinson;Baxter;Llewellyn;Hargreaves;Thornton;Webb;St John", "London/England;Manchester/England;Leeds/England;Bristol/England;Glasgow/Scotland;Edinburgh/Scotland;Cardiff/Wales;Belfast/Northern Ireland"),
        new("Netherlands", 9, 21, "31", "Sanne Femke Lotte Eva Noor Fleur Maartje Anouk Roos Iris Marit Zoë Tess Floor Inge Liesbeth", "Daan Sem Bram Jeroen Thijs Ruben Pieter Koen Wouter Joost Niels Gijs Maarten Sjoerd Stijn Hugo",
            "de Vries;Jansen;van den Berg;Bakker;'t Hart;Visser;Smit;Meijer;van Dijk;Mulder;de Groot;Bos;Vos;Hendriks;van Leeuwen;Dekker;in 't Veld;Brouwer;de Wit;Kok", "Amsterdam/Noord-Holland;Utrecht/Utrecht;Rotterdam/Zuid-Holland;Den Haag/Zuid-Holland;Eindhoven/Noord-Brabant;Groningen/Groningen;'s-Hertogenbosch/Noord-Brabant"),
        new("Denmark", 7, 25, "45", "Freja Ida Sofie Signe Maja Astrid Kirsten Bodil Åse Karen Mette Line Dorthe Ditte Ellen Agnes", "Søren Mads Rasmus Jørgen Lars Aksel Mikkel Nikolaj Anders Bjørn Ole Peder Villads Malthe Frederik Jeppe",
            "Jensen;Nielsen;Sørensen;Møller;Østergaard;Kjær;Holm;Lund;Nørgaard;Bach;Rasmussen;Thomsen;Skov;Ågård;Friis;Toft;Dahl;Bjerre;Krogh;Juhl", "København/Hovedstaden;Aarhus/Midtjylland;Odense/Syddanmark;Aalborg/Nordjylland;Esbjerg/Syddanmark;Roskilde/Sjælland"),
        new("Norway", 5, 25, "47", "Ingrid Nora Solveig Kari Marit Åshild Sigrid Tuva Hedda Gro Liv Ragnhild Thea Silje Maren Eli", "Ola Lars Håkon Sverre Øyvind Knut Magnus Eirik Torbjørn Sindre Jonas Henrik Trond Espen Aksel Vegard",
            "Hansen;Johansen;Bakke;Haugen;Sæther;Ødegård;Lie;Strand;Moen;Solberg;Nygård;Bråten;Dahl;Fjeld;Hagen;Aas;Tveit;Vik;Berge;Foss", "Oslo/Oslo;Bergen/Vestland;Trondheim/Trøndelag;Stavanger/Rogaland;Tromsø/Troms;Ålesund/Møre og Romsdal"),
        new("Sweden", 5, 25, "46", "Elsa Astrid Maja Linnéa Åsa Märta Ebba Saga Karin Ulla Sara Wilma Göta Elin Klara Sigrid", "Erik Lars Göran Åke Oskar Nils Björn Sven Hugo Axel Måns Viktor Pär Elias Mattias Gustav",
            "Andersson;Lindqvist;Sjöberg;Åkesson;Nyström;Öberg;Bergström;Holmgren;Ek;Hedlund;Sandström;Lund;Dahlgren;Fransson;Björk;Ström;Wallin;Norén;Söderlund;Palm", "Stockholm/Stockholm;Göteborg/Västra Götaland;Malmö/Skåne;Uppsala/Uppsala;Örebro/Örebro;Umeå/Västerbotten"),
        new("France", 8, 20, "33", "Camille Chloé Léa Manon Élodie Inès Margaux Zoé Océane Amélie Hélène Noémie Solène Juliette Agathe Maëlle", "Lucas Hugo Théo Rémi Gaëtan Étienne François Loïc Antoine Baptiste Jérôme Mathéo Raphaël Noël Pascal Yann",
            "Martin;Lefèvre;Dubois;D'Aubigny;L'Hermite;Garnier;Béranger;Chevalier;Moreau;Rousseau;Fontaine;Leclerc;Marchand;Noël;Perrin;Renard;Savary;Vidal;Guérin;Deschamps", "Paris/Île-de-France;Lyon/Auvergne-Rhône-Alpes;Marseille/Provence;Nantes/Pays de la Loire;L'Haÿ-les-Roses/Île-de-France;Bordeaux/Nouvelle-Aquitaine;Besançon/Bourgogne"),
        new("Spain", 5, 21, "34", "Lucía María Sofía Carmen Inés Begoña Rocío Núria Pilar Ainhoa Elena Marta Beatriz Noelia Ana Montserrat", "Pablo Álvaro Jesús Íñigo Andrés Sergio Javier Ramón Hugo Martín Xavier Rubén Óscar Joaquín Adrián Iker",
            "García;Fernández;Núñez;Ibáñez;López;Muñoz;Peña;Ortega;Castaño;Vázquez;Ríos;Serrano;Molina;Cuesta;Rueda;Prieto;Vega;Marín;Soler;Bonet", "Madrid/Madrid;Barcelona/Cataluña;Valencia/Valencia;Sevilla/Andalucía;A Coruña/Galicia;Cádiz/Andalucía"),
        new("Italy", 5, 22, "39", "Giulia Chiara Francesca Alessia Martina Elisa Noemi Beatrice Ilaria Sara Caterina Lucia Marta Serena Bianca Viola", "Luca Marco Matteo Niccolò Andrea Davide Gianluca Pietro Tommaso Enrico Fabio Lorenzo Riccardo Paolo Dario Simone",
            "Rossi;Bianchi;D'Angelo;Dell'Acqua;Esposito;Ferrari;Romano;Colombo;Ricci;Marini;Conti;De Luca;Greco;Fontana;Dall'Orto;Moretti;Barbieri;Santoro;Rinaldi;Villa", "Milano/Lombardia;Roma/Lazio;Torino/Piemonte;Bologna/Emilia-Romagna;Napoli/Campania;L'Aquila/Abruzzo;Forlì/Emilia-Romagna"),
        new("Ireland", 3, 23, "353", "Aoife Niamh Ciara Siobhán Róisín Saoirse Orla Gráinne Clodagh Éabha Maeve Sinéad Deirdre Úna Fionnuala Kate", "Seán Conor Cian Oisín Pádraig Fionn Darragh Liam Eoin Tadhg Rory Declan Killian Ronan Colm Shane",
            "O'Brien;Murphy;O'Sullivan;Byrne;Ní Dhomhnaill;Walsh;O'Reilly;Doyle;McCarthy;Gallagher;Ó Súilleabháin;Kennedy;Lynch;Nolan;O'Shea;Quinn;Healy;Keane;Moran;Duffy", "Dublin/Leinster;Cork/Munster;Galway/Connacht;Limerick/Munster;Dún Laoghaire/Leinster"),
        new("Belgium", 4, 21, "32", "Emma Louise Elise Amélie Lore Hanne Céline Julie Margot Anneleen Fien Charlotte Inès Liesbet Noémie Ella", "Arthur Jules Louis Wout Benoît Jef Thibault Maxime Lander Stijn Geoffroy Cédric Bert Kobe Simon Victor",
            "Peeters;Janssens;Maes;Jacobs;D'Hondt;Wouters;Claes;Dupont;Lambert;De Smet;Vermeulen;Goossens;François;Lemaire;Van Damme;Dubois;De Clercq;Hermans;Mertens;'t Kindt", "Brussel/Brussel;Antwerpen/Antwerpen;Gent/Oost-Vlaanderen;Liège/Liège;Leuven/Vlaams-Brabant;Namur/Namur"),
        new("Poland", 4, 23, "48", "Zofia Julia Małgorzata Agnieszka Katarzyna Łucja Hanna Maja Wiktoria Żaneta Alicja Ewa Joanna Magdalena Oliwia Iga", "Jakub Szymon Łukasz Michał Wojciech Paweł Kacper Antoni Piotr Mikołaj Stanisław Tomasz Bartosz Marek Adam Radosław",
            "Nowak;Wiśniewska;Kamińska;Wójcik;Zając;Król;Pawlak;Dąbek;Sikora;Lis;Wrona;Kołodziej;Mazur;Bąk;Szczepanik;Żak;Sowa;Gołąb;Czajka;Duda", "Warszawa/Mazowieckie;Kraków/Małopolskie;Łódź/Łódzkie;Wrocław/Dolnośląskie;Gdańsk/Pomorskie;Poznań/Wielkopolskie"),
        new("Slovenia", 2, 22, "386", "Ana Maja Špela Nina Petra Živa Tjaša Urška Katja Neža Mojca Barbara Eva Lara Zala Anja", "Luka Žan Marko Matej Tomaž Gašper Jure Blaž Nejc Rok Andrej Miha Aljaž Boštjan Jan Primož",
            "Novak;Horvat;Kovačič;Krajnc;Zupančič;Potočnik;Kos;Golob;Vidmar;Turk;Božič;Kralj;Hribar;Žagar;Bizjak;Rozman;Kolar;Mlakar;Pavlič;Šuštar", "Ljubljana/Osrednjeslovenska;Maribor/Podravska;Celje/Savinjska;Kranj/Gorenjska;Koper/Obalno-kraška"),
        new("Malaysia", 3, 8, "60", "Aisyah Nurul Siti Farah Hui Mei Kavitha Aina Nadia Li Priya Zarina Yasmin Alya Shu Devi", "Ahmad Amir Hafiz Wei Jun Ravi Faizal Iskandar Kumar Azlan Zhi Danish Haziq Arjun Syafiq Ming",
            "Abdullah;Tan;Lim;Rahman;Ismail;Wong;Lee;Subramaniam;Hassan;Ong;Ng;Yusof;Cheah;Nair;Othman;Chong;Zainal;Krishnan;Mahmood;Goh", "Kuala Lumpur/Kuala Lumpur;George Town/Pulau Pinang;Johor Bahru/Johor;Ipoh/Perak;Kota Kinabalu/Sabah"),
        new("United States", 6, 7, "1", "Ashley Madison Olivia Ava Renée Jasmine Abigail Savannah Hailey Brooke Morgan Faith Naomi June Maria Alexis", "Michael Tyler Ethan Logan Mason José Jackson Wyatt Carter Dylan Brandon Isaiah Caleb Marcus Andre Cole",
            "Johnson;Williams;Garcia;O'Neal;Miller;Davis;Martinez;Jackson;Harris;Clark;Lewis;D'Amico;Walker;Young;King;Nguyen;Scott;Hill;Rivera;Cooper", "Portland/Oregon;Austin/Texas;Chicago/Illinois;Boston/Massachusetts;Denver/Colorado;Coeur d'Alene/Idaho;Atlanta/Georgia"),
        new("Canada", 3, 5, "1", "Emma Olivia Chloé Rosalie Claire Megan Florence Zoe Amelia Brooke Noémie Leah Sadie Alice Paige Béatrice", "Liam Noah William Benoît Logan Étienne Owen Nathan Samuel Émile Ryan Connor Félix Dylan Cole Xavier",
            "Tremblay;Gagnon;Roy;MacDonald;Côté;Bouchard;Campbell;Gauthier;Wilson;Lavoie;Fraser;O'Leary;Bélanger;Singh;Chan;Pelletier;Reid;Murray;St-Onge;Desjardins", "Toronto/Ontario;Montréal/Québec;Vancouver/British Columbia;Calgary/Alberta;Halifax/Nova Scotia;Trois-Rivières/Québec;St. John's/Newfoundland"),
    ];

    public static readonly string[] Industries = ["Hospitality", "Retail", "Education", "Health care", "Legal", "Software", "Construction", "Design"];
    public static readonly string[] CompanyEndings = ["Studio", "Café", "& Partners", "Consulting", "Workshop", "Clinic", "Hotel", "Logistics"];

    /// <summary>An address that cannot reach anybody: the name in plain letters, a number that makes it unique, and a domain reserved for examples.</summary>
    public static string EmailOf(string name, int number)
    {
        var local = new StringBuilder();
        foreach (var letter in name.ToLowerInvariant().Normalize(NormalizationForm.FormD))
        {
            if (letter is ' ' && local.Length > 0 && local[^1] != '.') local.Append('.');
            else if (char.IsAsciiLetterOrDigit(letter)) local.Append(letter);
            else local.Append(letter switch { 'ø' => "o", 'æ' => "ae", 'ß' => "ss", 'ł' => "l", _ => "" });
        }
        return string.Create(CultureInfo.InvariantCulture, $"{local}{number}@example.{(number % 3) switch { 0 => "com", 1 => "org", _ => "net" }}");
    }
}
